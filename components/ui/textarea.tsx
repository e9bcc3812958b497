import type { ComponentProps } from 'react'
import { cn } from './cn'
import { inputClasses } from './input'

/** Grows with what is typed, up to a screen's half. */
export const Textarea = ({ className, rows = 4, ...props }: ComponentProps<'textarea'>) => (
  <textarea
    rows={rows}
    className={cn(inputClasses, 'field-sizing-content max-h-[50vh] min-h-20 py-2', className)}
    {...props}
  />
)
