'use client'
import { X } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { cn } from './cn'

type Toast = { id: number; text: string; tone: 'success' | 'danger' }

let toasts: Toast[] = []
let count = 0
const listeners = new Set<() => void>()
const none: Toast[] = []

function change(next: Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

const dismiss = (id: number) => change(toasts.filter((toast) => toast.id !== id))

/** Says a sentence in the corner, above any open dialog, and to screen readers; it goes after `seconds`. */
export function toast(text: string, { tone = 'success' as Toast['tone'], seconds = 6 } = {}) {
  const id = ++count
  change([...toasts.slice(-2), { id, text, tone }])
  setTimeout(() => dismiss(id), seconds * 1000)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Stands once, in the root layout. A popover, because only the top layer lies above a modal dialog. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  )
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (layer.current?.matches(':popover-open')) layer.current.hidePopover()
    if (shown.length) layer.current?.showPopover()
  }, [shown])
  return (
    <div
      ref={layer}
      popover="manual"
      aria-live="polite"
      className="inset-auto end-4 bottom-4 w-88 max-w-[calc(100vw-2rem)] space-y-2 overflow-visible bg-transparent p-0 text-foreground"
    >
      {shown.map(({ id, text, tone }) => (
        <div
          key={id}
          className={cn(
            'flex items-center gap-3 rounded-md border border-s-4 bg-popover py-2 ps-4 pe-1 text-sm shadow-pop',
            tone === 'success' ? 'border-s-success' : 'border-s-danger',
          )}
        >
          <p role={tone === 'success' ? 'status' : 'alert'} className="grow">
            {text}
          </p>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => dismiss(id)}
            className="grid size-9 cursor-pointer place-items-center rounded-md text-muted-foreground hover:text-foreground max-sm:size-11"
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ))}
    </div>
  )
}
