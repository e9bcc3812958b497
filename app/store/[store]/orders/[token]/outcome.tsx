import { LoaderCircle } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { OrderView } from '@/lib/orders/view'

/** What can be done about an order that is not ready. */
export function Outcome({ order, base, token }: { order: OrderView; base: string; token: string }) {
  if (order.stage === 'preparing')
    return (
      <p className="flex items-center gap-3 text-muted-foreground">
        <LoaderCircle aria-hidden className="size-5 animate-spin text-primary" />
        Keep this page open, or come back later:{' '}
        {order.kind === 'refill' ? 'we also write' : 'the eSIM also goes'} to {order.email}.
      </p>
    )
  if (order.isUnbegun)
    return (
      <Button asChild size="lg">
        <a href={`/pay/${token}`}>Choose how to pay</a>
      </Button>
    )
  if (order.payable)
    return (
      <Button asChild size="lg">
        <a href={`${base}/orders/${token}/pay`}>Try again</a>
      </Button>
    )
  if (order.stage === 'failed' || order.stage === 'refunded')
    return (
      <Button asChild variant="secondary">
        {order.esimToken ? (
          <a href={`${base}/orders/${order.esimToken}`}>Back to your eSIM</a>
        ) : (
          <a href={`${base}/plans/${order.plan.slug}`}>Back to the plan</a>
        )}
      </Button>
    )
  return null
}
