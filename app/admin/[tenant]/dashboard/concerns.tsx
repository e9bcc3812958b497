import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import type { Concern } from '@/lib/insights/attention'

/** What waits for a person, the worst first. */
export const Concerns = ({ concerns, root }: { concerns: readonly Concern[]; root: string }) => (
  <Card title="Needs attention" flush={concerns.length > 0}>
    {concerns.length ? (
      <ul className="divide-y border-t">
        {concerns.map(({ id, title, detail, href, tone }) => (
          <li key={id} className="relative flex gap-3 px-5 py-3 text-sm hover:bg-muted/60">
            {tone === 'danger' ? (
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
            ) : (
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
            )}
            <div className="min-w-0">
              <Link href={root + href} className="font-medium after:absolute after:inset-0">
                {title}
              </Link>
              <p className="mt-0.5 text-muted-foreground">{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    ) : (
      <p className="flex items-center gap-2 text-muted-foreground text-sm">
        <CircleCheck aria-hidden className="size-4 text-success" />
        All is well: nothing waits for you.
      </p>
    )}
  </Card>
)
