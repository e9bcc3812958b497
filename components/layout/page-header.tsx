import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

type Props = {
  /** The h1 of the page. */
  title: string
  description?: ReactNode
  /** The way here, without the page itself. */
  breadcrumbs?: readonly { label: string; href: string }[]
  /** Beside the title: a state. */
  badge?: ReactNode
  /** Buttons at the right; the main one last. */
  actions?: ReactNode
}

/** The head of a page: where it is, its only h1, what can be done here. */
export const PageHeader = ({ title, description, breadcrumbs = [], badge, actions }: Props) => (
  <header className="mb-6 space-y-2">
    {breadcrumbs.length > 0 && (
      <nav aria-label="Breadcrumbs">
        <ol className="flex flex-wrap items-center gap-1 text-muted-foreground text-sm">
          {breadcrumbs.map(({ label, href }) => (
            <li key={href} className="flex items-center gap-1">
              <Link href={href} className="rounded-sm hover:text-foreground hover:underline max-sm:py-2.5">
                {label}
              </Link>
              <ChevronRight aria-hidden className="size-3.5" />
            </li>
          ))}
        </ol>
      </nav>
    )}
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-wrap items-center gap-3">
        <h1 className="wrap-anywhere min-w-0 font-semibold text-2xl">{title}</h1>
        {badge}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
    {description && <div className="max-w-3xl text-muted-foreground">{description}</div>}
  </header>
)
