import { CirclePlus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import type { OrderView } from '@/lib/orders/view'
import { daysOf } from '../../../plan-facts'

type Props = { order: OrderView; base: string; at: string; canAdd: boolean }

/** Data that was added to the eSIM of an order, and the way to more. */
export const Refills = ({ order: { refills, plan }, base, at, canAdd }: Props) =>
  (canAdd || refills.length > 0) && (
    <Card title="More data">
      {refills.length > 0 && (
        <ul className="mb-4 space-y-2">
          {refills.map(({ token, bytes, days, price, at: when, status }) => (
            <li key={token} className="flex flex-wrap justify-between gap-x-4">
              <a href={`${base}/orders/${token}`} className="link">
                {formatBytes(bytes, plan.dataBase)}, {daysOf({ days })}
              </a>
              <span className="text-muted-foreground">
                {formatMoney(price)}, {words[status]}, <Time value={when} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {canAdd && (
        <Button asChild variant={refills.length > 0 ? 'secondary' : 'primary'}>
          <a href={`${at}/refill`}>
            <CirclePlus aria-hidden />
            Add data
          </a>
        </Button>
      )}
    </Card>
  )

const words: Record<string, string> = {
  paid: 'on its way',
  provisioning: 'on its way',
  fulfilled: 'on the eSIM',
  refund_pending: 'being refunded',
  refunded: 'refunded',
}

/** What a refill has added, once it is there. */
export const Added = ({ order, base }: { order: OrderView; base: string }) => {
  const { refill, esimToken, plan } = order
  if (!refill || order.stage !== 'ready') return null
  const format = (bytes: bigint) => formatBytes(bytes, plan.dataBase)
  return (
    <Card title={`${format(refill.bytes)} added`}>
      <p>
        For {daysOf(refill)}, on the eSIM <span className="break-all">{refill.iccid}</span>.
      </p>
      {refill.left !== null && (
        <p className="mt-2">
          {format(refill.left)} left
          {refill.endsAt && (
            <>
              , until <Time value={refill.endsAt} /> or longer
            </>
          )}
          .
        </p>
      )}
      {esimToken && (
        <Button asChild variant="secondary" className="mt-4">
          <a href={`${base}/orders/${esimToken}`}>Open your eSIM</a>
        </Button>
      )}
    </Card>
  )
}
