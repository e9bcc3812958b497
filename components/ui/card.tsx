import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

type Props = Omit<ComponentProps<'section'>, 'title'> & {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  footer?: ReactNode
  /** Lets a table or list reach the edges. */
  flush?: boolean
}

/** A panel: optional heading (h2), description, actions at its right, and a footer line. */
export function Card({ title, description, actions, footer, flush, className, children, ...props }: Props) {
  return (
    <section className={cn('min-w-0 rounded-lg border bg-card shadow-card', className)} {...props}>
      {(title || actions) && (
        <header className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-1">
          <div className="min-w-0">
            <h2 className="font-semibold text-base">{title}</h2>
            {description && <p className="mt-0.5 text-muted-foreground text-sm">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? 'pt-3' : 'px-5 pt-3 pb-5'}>{children}</div>
      {footer && <footer className="border-t px-5 py-3 text-muted-foreground text-sm">{footer}</footer>}
    </section>
  )
}
