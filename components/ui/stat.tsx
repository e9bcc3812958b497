import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from './cn'

type Props = {
  label: string
  value: ReactNode
  /** Below the value: against what, since when. */
  hint?: ReactNode
  /** A change, such as "+4.2 %"; the tone says whether it is good. */
  change?: { text: string; tone: 'success' | 'danger' | 'neutral' }
  /** Makes the whole card a link. */
  href?: string
  /** A Sparkline. */
  chart?: ReactNode
}

const tones = { success: 'text-success', danger: 'text-danger', neutral: 'text-muted-foreground' }

/** One number that matters. Put several into a `grid gap-4 sm:grid-cols-2 xl:grid-cols-4`. */
export const Stat = ({ label, value, hint, change, href, chart }: Props) => (
  <div
    className={cn('relative rounded-lg border bg-card px-5 py-4 shadow-card', href && 'hover:border-input')}
  >
    <p className="text-muted-foreground text-sm">
      {href ? (
        <Link href={href} className="after:absolute after:inset-0 after:rounded-lg">
          {label}
        </Link>
      ) : (
        label
      )}
    </p>
    <p className="mt-1 flex flex-wrap items-baseline gap-x-2 font-semibold text-2xl tabular-nums tracking-tight">
      {value}
      {change && <span className={cn('font-medium text-sm', tones[change.tone])}>{change.text}</span>}
    </p>
    {hint && <p className="mt-0.5 text-muted-foreground text-sm">{hint}</p>}
    {chart && <div className="mt-3">{chart}</div>}
  </div>
)
