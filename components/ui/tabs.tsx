import Link from 'next/link'
import { cn } from './cn'

type Tab = { href: string; label: string; count?: number | string }

/** Views of one thing, each with an address of its own; `current` is the `href` of the one shown. */
export const Tabs = ({
  label,
  current,
  items,
}: {
  label: string
  current: string
  items: readonly Tab[]
}) => (
  <nav aria-label={label} className="mb-6 overflow-x-auto border-b">
    <ul className="flex gap-1">
      {items.map(({ href, label: text, count }) => (
        <li key={href}>
          <Link
            href={href}
            aria-current={href === current ? 'page' : undefined}
            className={cn(
              'flex h-11 items-center gap-2 whitespace-nowrap border-b-2 px-3 text-sm focus-visible:-outline-offset-2',
              href === current
                ? 'border-primary font-medium text-foreground'
                : 'border-transparent text-muted-foreground hover:border-border hover:text-foreground',
            )}
          >
            {text}
            {count !== undefined && (
              <span className="rounded-full bg-muted px-1.5 text-xs tabular-nums">{count}</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)
