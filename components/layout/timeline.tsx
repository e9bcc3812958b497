import type { ReactNode } from 'react'
import type { Tone } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { Time } from '@/components/ui/time'

export type TimelineItem = {
  id: string
  at: Date | string
  title: ReactNode
  /** Who or what, and details. */
  children?: ReactNode
  tone?: Tone
}

const dots: Record<Tone, string> = {
  neutral: 'bg-input',
  accent: 'bg-primary',
  info: 'bg-info',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
}

/** What happened, in the order given. */
export const Timeline = ({ items, timeZone }: { items: readonly TimelineItem[]; timeZone?: string }) => (
  <ol className="space-y-5 border-s ps-5 text-sm">
    {items.map(({ id, at, title, children, tone = 'neutral' }) => (
      <li key={id} className="relative">
        <span
          aria-hidden
          className={cn('absolute -start-[1.53rem] top-1.5 size-2 rounded-full ring-4 ring-card', dots[tone])}
        />
        <p className="font-medium">{title}</p>
        <p className="text-muted-foreground">
          <Time value={at} timeZone={timeZone} />
        </p>
        {children && <div className="mt-0.5 text-muted-foreground">{children}</div>}
      </li>
    ))}
  </ol>
)
