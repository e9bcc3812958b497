'use client'
import { type MouseEvent, type ReactNode, useId } from 'react'
import { Button, type ButtonProps } from './button'
import { cn } from './cn'

type Props = {
  /** What stands on the button. */
  trigger: ReactNode
  children: ReactNode
  label?: string
  variant?: ButtonProps['variant']
  size?: ButtonProps['size']
  /** The edge of the button that the panel lines up with. */
  align?: 'start' | 'end'
  className?: string
  triggerClassName?: string
}

// A client-side navigation leaves the page standing, and the panel with it.
function closeAfterLink(event: MouseEvent<HTMLDivElement>) {
  if (event.target instanceof Element && event.target.closest('a')) event.currentTarget.hidePopover()
}

/** A button and the panel it opens: the browser's own popover, so it works without script and Escape closes it. */
export function Popover({
  trigger,
  children,
  label,
  variant = 'secondary',
  size,
  align = 'end',
  className,
  triggerClassName,
}: Props) {
  const id = useId()
  return (
    <>
      <Button
        type="button"
        variant={variant}
        size={size}
        popoverTarget={id}
        aria-label={label}
        className={triggerClassName}
      >
        {trigger}
      </Button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: listens for clicks on the links within */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click */}
      <div
        id={id}
        popover="auto"
        onClick={closeAfterLink}
        className={cn(
          'panel max-h-[80vh] min-w-52 overflow-y-auto rounded-lg border bg-popover text-popover-foreground shadow-pop',
          align === 'end' ? 'panel-end' : 'panel-start',
          className,
        )}
      >
        {children}
      </div>
    </>
  )
}
