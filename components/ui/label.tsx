import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Give `htmlFor`: the label is the accessible name of its control. */
export const Label = ({ className, ...props }: ComponentProps<'label'>) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: whoever uses it names the control by htmlFor
  <label className={cn('font-medium text-foreground text-sm', className)} {...props} />
)

/** Stands beside the label, not in it: the accessible name stays the label's own words. */
export const RequiredMark = () => (
  <span aria-hidden className="text-danger leading-5">
    *
  </span>
)
