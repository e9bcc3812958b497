import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { AppError } from '@/lib/core/error'
import { formatMoney } from '@/lib/core/money'
import { viewOrder } from '@/lib/orders/view'
import { payAgain } from '@/lib/store/begin'
import { cardFormOf } from '@/lib/store/pay-ways'
import { shopAt } from '@/lib/web/store'
import { PayOrder } from './pay-order'

type Props = { params: Promise<{ store: string; token: string }> }

export const metadata: Metadata = { title: 'Pay', robots: { index: false, follow: false } }

/** The payment of an order that was placed: after the form without script, and for another try. */
export default async function PayPage({ params }: Props) {
  const { store: address, token } = await params
  const { store, base } = await shopAt(address)
  const order = await viewOrder(store, token)
  if (!order) notFound()
  const at = `${base}/orders/${token}`
  if (!order.payable) redirect(at)
  const opened = await payAgain(store.tenantId, order.orderId, order.payable.paymentId).catch(
    (error: unknown) => {
      if (error instanceof AppError) return error
      throw error
    },
  )
  if (!(opened instanceof AppError) && !opened.clientSecret) redirect(opened.redirectUrl ?? `${at}/return`)
  const card = await cardFormOf(store.tenantId, order.payable.connectionId, order.price)
  const price = formatMoney(order.price)
  return (
    <div className="mx-auto max-w-xl space-y-6">
      <h1 className="font-semibold text-2xl">Pay for your order</h1>
      <p>
        {order.plan.name} for {order.email}: <strong>{price}</strong>
      </p>
      <noscript>
        <Alert tone="warning" title="The card form needs JavaScript">
          Your card goes straight to the payment provider, whose form runs only with JavaScript. Turn it on
          for this page and reload: your order is kept.
        </Alert>
      </noscript>
      {opened instanceof AppError || !opened.clientSecret || !card ? (
        <Alert
          tone="danger"
          actions={
            <Button asChild variant="secondary" size="sm">
              <a href={`${at}/pay`}>Try again</a>
            </Button>
          }
        >
          {opened instanceof AppError ? opened.message : 'This way to pay does not work at the moment.'}
        </Alert>
      ) : (
        <PayOrder
          card={card}
          keeps={opened.keepsCard}
          clientSecret={opened.clientSecret}
          returnPath={`${at}/return`}
          price={price}
        />
      )}
      <p>
        <a href={at} className="link inline-flex min-h-11 items-center">
          Back to the order
        </a>
      </p>
    </div>
  )
}
