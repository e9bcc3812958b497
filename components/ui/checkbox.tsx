import type { ComponentProps } from 'react'
import { cn } from './cn'

const box =
  'size-4.5 shrink-0 cursor-pointer appearance-none border border-input bg-card bg-center bg-no-repeat transition-colors checked:border-primary checked:bg-primary disabled:opacity-55 aria-invalid:border-danger'

// Not for radios: a group of which none is chosen is indeterminate too, and would look as if all were.
const partly = 'indeterminate:border-primary indeterminate:bg-primary'

/** The browser's own checkbox with our looks: it posts without script. */
export const Checkbox = ({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>) => (
  <input type="checkbox" className={cn(box, partly, 'tick rounded-sm', className)} {...props} />
)

export const Radio = ({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>) => (
  <input type="radio" className={cn(box, 'dot rounded-full', className)} {...props} />
)

/** An on/off switch that is a checkbox underneath: it posts like one and works without script. */
export const Switch = ({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>) => (
  <input
    type="checkbox"
    // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its own state
    role="switch"
    className={cn(
      'switch h-5.5 w-9.5 shrink-0 cursor-pointer appearance-none rounded-full border border-input bg-muted transition-colors before:block before:size-4 before:translate-x-0.5 before:translate-y-0.5 before:rounded-full before:bg-input before:transition-transform checked:border-primary checked:bg-primary checked:before:translate-x-[1.15rem] checked:before:bg-primary-foreground disabled:opacity-55',
      className,
    )}
    {...props}
  />
)
