'use client'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

/** A menu of actions with arrow keys; needs script, so for what also has another way. Not modal: the page scrolls on. */
export const DropdownMenu = (props: ComponentProps<typeof Radix.Root>) => (
  <Radix.Root modal={false} {...props} />
)

/** `<DropdownMenuTrigger asChild><Button>…` */
export const DropdownMenuTrigger = Radix.Trigger

export const DropdownMenuContent = ({ className, ...props }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      align="end"
      sideOffset={6}
      collisionPadding={8}
      className={cn(
        'z-50 min-w-44 rounded-lg border bg-popover p-1.5 text-popover-foreground shadow-pop',
        className,
      )}
      {...props}
    />
  </Radix.Portal>
)

export const DropdownMenuItem = ({
  className,
  danger,
  ...props
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) => (
  <Radix.Item
    className={cn(
      'flex min-h-11 cursor-pointer select-none items-center gap-2.5 rounded-md px-3 text-sm outline-none data-[disabled]:pointer-events-none data-[highlighted]:bg-accent data-[disabled]:opacity-55 sm:min-h-9 [&_svg]:size-4',
      danger && 'text-danger',
      className,
    )}
    {...props}
  />
)

export const DropdownMenuLabel = ({ className, ...props }: ComponentProps<typeof Radix.Label>) => (
  <Radix.Label className={cn('px-3 py-1.5 text-muted-foreground text-xs', className)} {...props} />
)

export const DropdownMenuSeparator = () => <Radix.Separator className="my-1.5 h-px bg-border" />
