'use client'
import { useEffect, useRef } from 'react'
import { Checkbox } from '@/components/ui/checkbox'

type Props = { all: boolean; some: boolean; onChange: (on: boolean) => void }

/** Ticks the rows of this page; a dash when only some are ticked. */
export function SelectAll({ all, some, onChange }: Props) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = some
  }, [some])
  return (
    <Checkbox
      ref={box}
      aria-label="Select all"
      checked={all}
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}
