import type { ComponentProps } from 'react'
import { cn } from './cn'

export const inputClasses =
  'block w-full min-w-0 rounded-md border border-input bg-card px-3 text-base text-foreground transition-shadow placeholder:text-muted-foreground hover:border-foreground/50 focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/40 disabled:bg-muted disabled:text-muted-foreground read-only:bg-muted aria-invalid:border-danger aria-invalid:outline-danger/40 sm:text-sm'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  const file =
    'h-auto py-1 sm:h-auto file:me-3 file:cursor-pointer file:rounded-sm file:border-0 file:bg-accent file:px-3 file:py-1.5 file:font-medium file:text-foreground read-only:bg-card'
  return (
    <input className={cn(inputClasses, 'h-11 sm:h-9', props.type === 'file' && file, className)} {...props} />
  )
}
