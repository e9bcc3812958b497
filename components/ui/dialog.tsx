'use client'
import { X } from 'lucide-react'
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { Button, type ButtonProps } from './button'
import { cn } from './cn'

type Frame = {
  title: string
  description?: ReactNode
  children: ReactNode
  className?: string
}

type Triggered = Frame & {
  /** What stands on the button that opens it. */
  trigger: ReactNode
  variant?: ButtonProps['variant']
  size?: ButtonProps['size']
}

type Controlled = Frame & { open: boolean; onClose: () => void }

const closeDialog = (event: MouseEvent<HTMLElement>) => event.currentTarget.closest('dialog')?.close()

/** A click on the backdrop arrives at the dialog itself. */
function closeOutside(event: MouseEvent<HTMLDialogElement>) {
  if (event.target === event.currentTarget) event.currentTarget.close()
}

const center =
  'm-auto w-[calc(100vw-2rem)] max-w-lg rounded-lg border max-sm:mb-4 max-sm:max-h-[calc(100dvh-2rem)]'
const side = 'ms-auto me-0 my-0 h-dvh max-h-dvh w-full max-w-lg border-s'

/**
 * A button and the modal dialog it opens: the browser's own, which keeps the focus inside and closes on Escape.
 * Where the browser knows `command`, it opens without script. A Form inside closes it once saved.
 */
export function Dialog({ trigger, variant = 'secondary', size, ...frame }: Triggered) {
  return <Modal {...{ trigger, variant, size }} shape={center} {...frame} />
}

/** Like Dialog, but at the side and as high as the screen: for details and long forms. */
export function Sheet({ trigger, variant = 'secondary', size, ...frame }: Triggered) {
  return <Modal {...{ trigger, variant, size }} shape={side} {...frame} />
}

function Modal({ trigger, variant, size, ...frame }: Triggered & { shape: string }) {
  const id = useId()
  const box = useRef<HTMLDialogElement>(null)
  const opener = { command: 'show-modal', commandfor: id }
  return (
    <>
      <Button
        type="button"
        variant={variant}
        size={size}
        aria-haspopup="dialog"
        onClick={(event) => {
          if (event.defaultPrevented || box.current?.open) return
          event.preventDefault()
          box.current?.showModal()
        }}
        {...opener}
      >
        {trigger}
      </Button>
      <Box id={id} box={box} {...frame} />
    </>
  )
}

/** A dialog that the code around it opens and closes. */
export function ControlledDialog({ open, onClose, ...frame }: Controlled) {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open && !box.current?.open) box.current?.showModal()
    if (!open) box.current?.close()
  }, [open])
  return <Box box={box} onClose={onClose} shape={center} {...frame} />
}

type BoxProps = Frame & {
  id?: string
  box: React.RefObject<HTMLDialogElement | null>
  onClose?: () => void
  shape: string
}

function Box({ id, box, onClose, shape, title, description, children, className }: BoxProps) {
  const own = useId()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too
    <dialog
      id={id}
      ref={box}
      onClose={onClose}
      onClick={closeOutside}
      aria-labelledby={`${own}-title`}
      aria-describedby={description ? `${own}-about` : undefined}
      className={cn('bg-popover p-0 text-popover-foreground shadow-pop', shape, className)}
    >
      <div className="space-y-4 p-5">
        <div className="pe-10">
          <h2 id={`${own}-title`} className="font-semibold text-lg">
            {title}
          </h2>
          {description && (
            <div id={`${own}-about`} className="mt-1 text-muted-foreground text-sm">
              {description}
            </div>
          )}
        </div>
        {children}
      </div>
      {/* Last, because the dialog gives the focus to its first control. */}
      <Button
        type="button"
        variant="ghost"
        size="icon"
        aria-label="Close"
        onClick={closeDialog}
        className="absolute end-3 top-3"
        {...(id && { command: 'close', commandfor: id })}
      >
        <X aria-hidden />
      </Button>
    </dialog>
  )
}
