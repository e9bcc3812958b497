import type { ComponentProps } from 'react'
import { cn } from './cn'

export const Kbd = ({ className, ...props }: ComponentProps<'kbd'>) => (
  <kbd
    className={cn(
      'rounded-sm border bg-muted px-1.5 py-0.5 font-sans text-[0.6875rem] text-muted-foreground leading-none',
      className,
    )}
    {...props}
  />
)
