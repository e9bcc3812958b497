import { Badge } from '@/components/ui/badge'
import { Stat } from '@/components/ui/stat'
import { formatMoney } from '@/lib/core/money'
import type { Dashboard } from '@/lib/insights/dashboard'
import type { Sales } from '@/lib/insights/sales'

/** One line for each currency and mode; test money is marked, and never added to real money. */
const Amounts = ({ sales, span }: { sales: readonly Sales[]; span: 'today' | 'week' }) => {
  const rows = sales.filter((each) => each[span].count > 0)
  if (!rows.length) return 'No paid orders'
  return (
    <span className="flex flex-col gap-0.5">
      {rows.map(({ mode, currency, ...each }) => (
        <span key={`${mode} ${currency}`} className="flex items-center gap-2">
          {formatMoney(each[span].amount)}
          {mode === 'test' && <Badge tone="warning">Test</Badge>}
        </span>
      ))}
    </span>
  )
}

const countOf = (sales: readonly Sales[], span: 'today' | 'week') =>
  sales.reduce((sum, each) => sum + each[span].count, 0)

/** The numbers that matter first. */
export function Stats({ board, root }: { board: Dashboard; root: string }) {
  const { sales, simCounts, simTotal } = board
  const active = simCounts.find(({ state }) => state === 'active')?.count ?? 0
  const ready = simCounts.find(({ state }) => state === 'activation_ready')?.count ?? 0
  const number = new Intl.NumberFormat('en')
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
      {sales && (
        <>
          <Stat
            label="Paid orders today"
            value={number.format(countOf(sales, 'today'))}
            hint={<Amounts sales={sales} span="today" />}
            href={`${root}/orders`}
          />
          <Stat
            label="Paid orders, 7 days"
            value={number.format(countOf(sales, 'week'))}
            hint={<Amounts sales={sales} span="week" />}
            href={`${root}/orders`}
          />
        </>
      )}
      <Stat
        label="SIMs"
        value={number.format(simTotal)}
        hint={`${number.format(ready)} ready for activation`}
        href={`${root}/sims`}
      />
      <Stat
        label="Active SIMs"
        value={number.format(active)}
        hint={simTotal ? `${Math.round((active / simTotal) * 100)} % of all` : undefined}
        href={`${root}/sims?status=active`}
      />
    </div>
  )
}
