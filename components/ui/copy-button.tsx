'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, type ButtonProps } from './button'

type Props = Pick<ButtonProps, 'variant' | 'size' | 'className' | 'aria-describedby'> & {
  value: string
  label?: string
}

const shownMs = 2500

/** Copies `value` and says whether it worked. */
export function CopyButton({ value, label = 'Copy', variant = 'secondary', ...props }: Props) {
  const [result, setResult] = useState('')
  useEffect(() => {
    if (!result) return
    const timer = setTimeout(() => setResult(''), shownMs)
    return () => clearTimeout(timer)
  }, [result])
  async function copy() {
    // Without https there is no clipboard.
    const done = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    )
    setResult(done ? 'Copied' : 'Could not copy: select the text and copy it by hand.')
  }
  const done = result === 'Copied'
  return (
    <>
      <Button type="button" variant={variant} onClick={copy} {...props}>
        {done ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
        {label}
      </Button>
      <span aria-live="polite" className={done || !result ? 'sr-only' : 'text-danger text-sm'}>
        {result}
      </span>
    </>
  )
}
