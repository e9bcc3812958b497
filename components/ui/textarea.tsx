import type { ComponentProps } from 'react'
import { cn } from './cn'
import { inputClasses } from './input'

export const Textarea = ({ className, rows = 4, ...props }: ComponentProps<'textarea'>) => (
  <textarea rows={rows} className={cn(inputClasses, 'py-2', className)} {...props} />
)
