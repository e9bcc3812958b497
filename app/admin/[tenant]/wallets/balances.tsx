import { Badge } from '@/components/ui/badge'
import { inMoney } from '@/components/wallets/in-money'
import type { OwnerBalance } from '@/lib/wallets/list'

/** What is in the wallets of one owner, for a cell of a table. */
export const Balances = ({ of }: { of: OwnerBalance[] }) =>
  of.length > 0 ? (
    <span className="flex flex-col items-end gap-0.5">
      {of.map(({ settled, currency, mode }) => (
        <span key={currency + mode} className="flex items-center gap-1.5">
          {mode === 'test' && <Badge tone="warning">Test</Badge>}
          {inMoney(settled, currency)}
        </span>
      ))}
    </span>
  ) : (
    '–'
  )
