'use client'
import { type ReactNode, useId } from 'react'
import { CopyButton } from './copy-button'
import { Input } from './input'
import { Label } from './label'

type Props = { label: string; value: string; hint?: ReactNode; className?: string }

/** A read-only textbox by its label, with "Copy" beside it: URLs, codes, a key that is shown once. */
export function CopyField({ label, value, hint, className }: Props) {
  const id = useId()
  return (
    <div className={className}>
      <Label htmlFor={id}>{label}</Label>
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground text-sm">
          {hint}
        </p>
      )}
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        <Input
          id={id}
          readOnly
          value={value}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.target.select()}
          className="w-auto min-w-0 grow basis-48 font-mono sm:text-[0.8125rem]"
        />
        <CopyButton value={value} aria-describedby={id} />
      </div>
    </div>
  )
}
