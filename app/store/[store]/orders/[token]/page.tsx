import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { PayInstructions } from '@/components/paying/pay-instructions'
import type { OrderView, Stage } from '@/lib/orders/view'
import { refundForBuyer } from '@/lib/refunds/for-buyer'
import { lookAtOrder } from '@/lib/store/come-back'
import { refillsFor } from '@/lib/store/refill'
import { originOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'
import { Delivered } from './delivered'
import { LookAgain } from './look-again'
import { OrderFacts } from './order-facts'
import { Outcome } from './outcome'
import { Added, Refills } from './refills'
import { RefundCard } from './refund-card'

type Props = {
  params: Promise<{ store: string; token: string }>
  searchParams: Promise<{ sent?: string; refund?: string }>
}

const headings: Record<Stage, string> = {
  preparing: 'Preparing your eSIM',
  ready: 'Your eSIM is ready',
  pending: 'Payment pending',
  failed: 'Payment failed',
  refunded: 'Refunded',
}

const refillHeadings: Partial<Record<Stage, string>> = {
  preparing: 'Adding your data',
  ready: 'Your data is added',
}

const headingOf = ({ kind, stage }: OrderView): string =>
  (kind === 'refill' && refillHeadings[stage]) || headings[stage]

export const metadata: Metadata = { title: 'Your order', robots: { index: false, follow: false } }

/** One visit: the same browser on the same day. */
const visitOf = ({ ip, userAgent }: { ip: string; userAgent: string }) =>
  `${ip} ${userAgent} ${new Date().toISOString().slice(0, 10)}`

const awaitedBy = ({ stage, instructions }: OrderView) =>
  stage === 'preparing' ? 'work' : instructions ? 'money' : 'answer'

export default async function OrderPage({ params, searchParams }: Props) {
  const { store: address, token } = await params
  const { store, base } = await shopAt(address)
  const origin = originOf(await headers())
  const order = await lookAtOrder(store, token, visitOf(origin))
  if (!order) notFound()
  const { sent, refund: said } = await searchParams
  const refund = await refundForBuyer(store, token)
  const canAdd = order.esim !== null && (await refillsFor(store, token)) !== null
  return (
    <div className="mx-auto max-w-3xl space-y-6">
      <div aria-live="polite" className="space-y-2">
        <h1 className="font-semibold text-3xl">{headingOf(order)}</h1>
        <p className="text-lg text-muted-foreground">{order.text}</p>
      </div>
      {order.isWaiting && <LookAgain awaits={awaitedBy(order)} />}
      <Outcome order={order} base={base} token={token} />
      {order.instructions && <PayInstructions instructions={order.instructions} />}
      {order.esim && (
        <Delivered
          esim={order.esim}
          order={order}
          agent={origin.userAgent}
          sendPath={`${base}/orders/${token}/send`}
          sent={sent}
        >
          <Refills order={order} base={base} at={`${base}/orders/${token}`} canAdd={store.isOpen && canAdd} />
        </Delivered>
      )}
      <Added order={order} base={base} />
      {refund && <RefundCard refund={refund} path={`${base}/orders/${token}/refund`} answer={said} />}
      <OrderFacts
        order={order}
        supportEmail={store.supportEmail}
        receiptPath={`${base}/orders/${token}/receipt`}
      />
    </div>
  )
}
