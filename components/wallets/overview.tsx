import type { Period, Totals } from '@/lib/wallets/statement'
import { inMoney } from './in-money'

type Props = { totals: Totals; period: Period; currency: string }

/** What was there, what came, what went, what is left: of the chosen days. */
export function Overview({ totals, period: { since, until }, currency }: Props) {
  const figures = [
    { term: 'Start balance', value: totals.start },
    { term: 'Refilled', value: totals.refilled },
    { term: 'Spent', value: -totals.spent },
    { term: 'End balance', value: totals.end },
  ]
  return (
    <section aria-label="Overview" className="space-y-2">
      <h2 className="font-semibold text-base">
        Overview:{' '}
        {since || until ? `${since ?? 'the beginning'} to ${until ?? 'today'}` : 'since the beginning'}
      </h2>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border bg-card px-5 py-4 shadow-card lg:grid-cols-4">
        {figures.map(({ term, value }) => (
          <div key={term}>
            <dt className="text-muted-foreground text-sm">{term}</dt>
            <dd className="font-medium tabular-nums">{inMoney(value, currency)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
