'use client'
import { useEffect, useRef } from 'react'
import { Field } from '@/components/form/field'

type Props = { consent: string; onChange: (isKept: boolean) => void }

/** Offers to keep for next time what is paid with: never ticked by itself, with what that means beside it. */
export function KeepCard({ consent, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // A browser that comes back to the page may have ticked it before.
    const look = () => onChange(box.current?.querySelector('input')?.checked === true)
    look()
    addEventListener('pageshow', look)
    return () => {
      removeEventListener('pageshow', look)
      // Where another way to pay is chosen the box is gone, and so is what was ticked in it.
      onChange(false)
    }
  }, [onChange])
  return (
    <div ref={box} onChange={(event) => onChange((event.target as HTMLInputElement).checked)}>
      <Field name="save" label="Save this card for next time" type="checkbox" hint={consent} />
    </div>
  )
}
