import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import type { OrderView } from '@/lib/orders/view'
import { coverageOf, dataOf, daysOf } from '../../../plan-facts'

const sizeOf = ({ refill, plan }: OrderView): string =>
  refill
    ? `${formatBytes(refill.bytes, plan.dataBase)} more, ${daysOf(refill)}`
    : `${dataOf(plan)}, ${daysOf(plan)}`

/** What was ordered, for the buyer's records and for support. */
type Props = { order: OrderView; supportEmail: string | null; receiptPath: string }

export const OrderFacts = ({ order, supportEmail, receiptPath }: Props) => (
  <Card
    title="Your order"
    footer={
      supportEmail ? (
        <>
          Questions? Write to{' '}
          <a href={`mailto:${supportEmail}?subject=Order ${order.orderId}`} className="link">
            {supportEmail}
          </a>
          .
        </>
      ) : undefined
    }
  >
    <DescriptionList
      items={[
        { term: 'Plan', value: order.plan.name },
        { term: 'Data', value: sizeOf(order) },
        ...(order.refill
          ? [{ term: 'eSIM', value: <span className="break-all">{order.refill.iccid}</span> }]
          : []),
        { term: 'Works in', value: coverageOf(order.plan) },
        { term: 'Price', value: formatMoney(order.price) },
        ...(order.hasReceipt
          ? [
              {
                term: 'Receipt',
                value: (
                  <a href={receiptPath} className="link">
                    Show and print
                  </a>
                ),
              },
            ]
          : []),
        { term: 'Ordered', value: <Time value={order.createdAt} /> },
        { term: 'Order number', value: <code className="break-all">{order.orderId}</code> },
      ]}
    />
  </Card>
)
