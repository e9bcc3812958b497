import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import type { Esim } from '@/lib/orders/esim'
import type { OrderView } from '@/lib/orders/view'
import { daysOf } from '../../../plan-facts'

const percent = (used: bigint, total: bigint): number =>
  total > 0n ? Math.min(100, Number((used * 100n) / total)) : 0

/** How much of the plan is used, as far as the carrier tells. */
export function Usage({ esim: { usage }, order: { plan } }: { esim: Esim; order: OrderView }) {
  if (!usage)
    return (
      <Card title="Usage">
        <p>Your phone counts the data of this eSIM: look into its mobile data settings.</p>
      </Card>
    )
  const format = (bytes: bigint) => formatBytes(bytes, plan.dataBase)
  const total = usage.totalBytes
  const left = total === null ? null : (usage.leftBytes ?? total - usage.usedBytes)
  return (
    <Card title="Usage">
      <p>
        {format(usage.usedBytes)} used
        {total === null ? ', unlimited data' : left !== null && `, ${format(left)} left`}
      </p>
      {total !== null && (
        <Progress label="Data used" value={percent(usage.usedBytes, total)} className="mt-2" />
      )}
      <p className="mt-3 text-muted-foreground text-sm">
        {usage.endsAt ? (
          <>
            Valid until <Time value={usage.endsAt} />.
          </>
        ) : (
          `Not started yet: ${daysOf(plan)} from the first use.`
        )}
      </p>
    </Card>
  )
}
