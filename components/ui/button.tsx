import { cva, type VariantProps } from 'class-variance-authority'
import { LoaderCircle } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps, MouseEvent } from 'react'
import { cn } from './cn'

export const buttonVariants = cva(
  'inline-flex shrink-0 cursor-pointer select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border border-transparent font-medium transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground shadow-card hover:bg-primary-hover',
        secondary: 'border-border bg-card text-foreground shadow-card hover:bg-accent',
        ghost: 'text-foreground hover:bg-accent',
        danger: 'bg-danger-solid text-white shadow-card hover:brightness-110',
        link: 'text-primary underline decoration-primary/35 underline-offset-4 hover:decoration-current',
      },
      size: {
        sm: 'h-8 px-2.5 text-sm max-sm:h-11',
        md: 'h-9 px-3.5 text-sm max-sm:h-11',
        lg: 'h-11 px-5 text-base',
        icon: 'size-9 max-sm:size-11',
      },
    },
    defaultVariants: { variant: 'primary', size: 'md' },
  },
)

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & { asChild?: boolean; pending?: boolean }

const refuse = (event: MouseEvent) => event.preventDefault()

/** `asChild` gives its looks to the one child (a Link). `pending` shows a spinner, keeps the focus and takes no click. */
export function Button({ variant, size, asChild, pending, className, children, ...props }: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className)
  if (asChild)
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    )
  const busy = pending ? { 'aria-disabled': true, 'aria-busy': true, onClick: refuse } : {}
  return (
    <button className={classes} {...props} {...busy}>
      {pending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  )
}
