import Link from 'next/link'
import { DescriptionList } from '@/components/layout/description-list'
import { Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { OrderDetail } from '@/lib/orders/get'

type Props = { order: OrderDetail; root: string; timezone: string }

const link = 'text-primary hover:underline'

/** Who bought what, and where the eSIM stands. */
export function OrderFacts({ order, root, timezone }: Props) {
  const { plan, sim, provision, consent } = order
  const at = (value: Date | null) => (value ? <Time value={value} timeZone={timezone} /> : null)
  return (
    <>
      <Card title="Order">
        <DescriptionList
          items={[
            { term: 'What', value: order.kind === 'refill' ? order.title : 'eSIM' },
            ...(order.ruleId ? [{ term: 'Asked for by', value: 'The automatic refill of its SIM' }] : []),
            { term: 'Email', value: order.email },
            { term: 'Amount', value: formatMoney(order.price) },
            {
              term: 'Plan',
              value: (
                <Link href={`${root}/plans/${plan.id}`} className={link}>
                  {plan.name} (version {plan.version})
                </Link>
              ),
            },
            { term: 'Store', value: order.store },
            { term: 'Placed', value: at(order.createdAt) },
            { term: 'Paid', value: at(order.paidAt) },
            { term: 'Order id', value: <code className="break-all text-[0.8125rem]">{order.id}</code> },
            {
              term: 'Agreed',
              value: consent && `Terms version ${consent.termsVersion}, device supports eSIM`,
            },
          ]}
        />
      </Card>
      <Card title="Delivery">
        <DescriptionList
          items={[
            {
              term: 'SIM',
              value: sim && (
                <Link href={`${root}/sims/${sim.id}`} className={`${link} font-mono text-[0.8125rem]`}>
                  {sim.iccid}
                </Link>
              ),
            },
            {
              term: 'Activation code',
              value: sim?.hasCode ? '•••• •••• (shown on the page of the SIM)' : null,
            },
            { term: 'Delivered', value: at(order.fulfilledAt) },
            ...(order.fulfilledAt
              ? []
              : [{ term: 'Refunded by itself if not delivered by', value: at(order.deliverBy) }]),
            ...(provision
              ? [
                  { term: 'Supplier', value: provision.supplier },
                  { term: 'Purchase', value: <Status value={provision.status} /> },
                  { term: 'Order at the supplier', value: provision.externalOrderId },
                  { term: 'Tries', value: provision.attempt },
                  { term: 'Offer', value: provision.offerExternalId },
                  { term: 'Last problem', value: provision.problem },
                ]
              : []),
          ]}
        />
      </Card>
    </>
  )
}
