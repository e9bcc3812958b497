import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Timeline } from '@/components/layout/timeline'
import { Alert } from '@/components/ui/alert'
import type { Tone } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { AppError } from '@/lib/core/error'
import { getOrder, type OrderDetail } from '@/lib/orders/get'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { ByHand } from '../../transactions/by-hand'
import { ConflictLink } from '../../transactions/conflict-link'
import { OrderActions } from './order-actions'
import { OrderFacts } from './order-facts'
import { Payment } from './payment'

export const metadata: Metadata = { title: 'Order' }

type Props = { params: Promise<{ tenant: string; id: string }> }

const tones: Record<string, Tone> = {
  paid: 'success',
  fulfilled: 'success',
  declined: 'danger',
  mismatch: 'danger',
  disputed: 'danger',
  fraud_warning: 'danger',
  refund_failed: 'danger',
  waiting: 'warning',
  supplier: 'warning',
  refund: 'info',
  refunded: 'info',
}

export default async function OrderPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'orders:read')) return <Denied need="see orders" home={root} />
  const order = await getOrder(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <>
      <PageHeader
        title={`Order ${id.slice(-8)}`}
        breadcrumbs={[{ label: 'Orders', href: `${root}/orders` }]}
        badge={
          <>
            <Status value={order.status} />
            {order.mode === 'test' && <TestModeBadge />}
          </>
        }
        actions={
          <OrderActions
            order={order}
            slug={slug}
            mayChange={can(ctx, 'orders:write')}
            mayRefund={can(ctx, 'payments:refund')}
          />
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-6">
          <Notes order={order} root={can(ctx, 'payments:read') ? root : null} />
          <OrderFacts order={order} root={root} timezone={timezone} />
          {order.payments.map((payment) => (
            <Payment key={payment.id} {...{ payment, timezone, root }}>
              <ByHand
                {...{ payment, slug }}
                mayReceive={can(ctx, 'payments:receive')}
                mayRefund={can(ctx, 'payments:refund')}
              />
            </Payment>
          ))}
        </div>
        <Card title="Timeline">
          <Timeline
            timeZone={timezone}
            items={order.events.map(({ id: key, createdAt, text, kind, actor }) => ({
              id: key,
              at: createdAt,
              title: text,
              children: actor,
              tone: tones[kind],
            }))}
          />
        </Card>
      </div>
    </>
  )
}

/** `root`: where the pages of payments are; null for who may not see them. */
const Notes = ({ order, root }: { order: OrderDetail; root: string | null }) => (
  <>
    {order.problem && (
      <Alert tone={order.status === 'refunded' ? 'info' : 'warning'} title="Why it did not go the usual way">
        {order.problem}
      </Alert>
    )}
    {order.payments
      .filter(({ mismatch }) => mismatch)
      .map(({ id, mismatch, isByHand, conflictId }) => (
        <Alert
          key={id}
          tone="danger"
          title="A payment does not fit this order"
          actions={root && conflictId && <ConflictLink {...{ root }} id={conflictId} />}
        >
          {mismatch} Nothing is delivered for it. {whatToDo(isByHand, conflictId !== null)}
        </Alert>
      ))}
  </>
)

function whatToDo(isByHand: boolean, hasConflict: boolean): string {
  if (isByHand) return 'Note the rest when it comes, or decide what is done with it.'
  return hasConflict
    ? 'Decide what is done with the money.'
    : 'Look at it at the payment provider, and refund it there if it was paid by mistake.'
}
