import { and, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { orders, stores, tenants } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, invalidField } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { resume } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { lockOrder } from '@/lib/orders/state'
import { type OrderView, viewOrder } from '@/lib/orders/view'
import type { Stage } from '@/lib/refills/view'
import { settleReturned, settleStale } from '@/lib/settlement/returned'
import type { Buyer } from '@/lib/tenancy/buyers'
import { awaitedCard, choiceOf } from './awaited-card'
import { type Begun, openPayment } from './begin'
import { type Chosen, readChoice } from './card-wish'
import type { PayPage } from './pay-refill'
import { payWithSaved } from './pay-saved'

type At = { tenantId: string; orderId: string; storeId: string; organization: string; expiresAt: Date }

/** The refill of a SIM that a link is for, by the token that stands in its address alone; null for any other. */
export async function findLink(token: string): Promise<At | null> {
  const [found] = await db
    .select({
      tenantId: orders.tenantId,
      orderId: orders.id,
      storeId: orders.storeId,
      expiresAt: orders.expiresAt,
      organization: tenants.name,
    })
    .from(orders)
    .innerJoin(tenants, eq(tenants.id, orders.tenantId))
    .where(and(eq(orders.tokenHash, hashToken(token)), eq(orders.kind, 'refill')))
  return found ?? null
}

const look = async ({ tenantId, storeId }: At, token: string): Promise<OrderView> =>
  (await viewOrder({ tenantId, id: storeId }, token))!

/** The pay page of a link; an open payment is first read again when that was long ago. */
export async function lookAtLink(at: At, token: string): Promise<PayPage> {
  const seen = await look(at, token)
  if (seen.stage !== 'pending' && !seen.payable) return pageOf(at, seen)
  await settleStale(at.tenantId, { orderId: at.orderId })
  return pageOf(at, await look(at, token))
}

const stages: Record<OrderView['stage'], Stage> = {
  pending: 'pending',
  failed: 'over',
  preparing: 'applying',
  ready: 'paid',
  refunded: 'refunded',
}

function pageOf({ tenantId, organization, expiresAt }: At, order: OrderView): PayPage {
  const { isUnbegun, payable, text, isWaiting, price, mode, instructions, title, refill } = order
  const stage = isUnbegun ? 'open' : order.stage === 'failed' && payable ? 'failed' : stages[order.stage]
  return {
    ...{
      tenantId,
      organization,
      expiresAt,
      title,
      price,
      mode,
      instructions,
      kind: 'sim',
      comment: '',
      awaited: null,
    },
    stage,
    text: isUnbegun ? 'Choose how you want to pay.' : text,
    isWaiting: isWaiting && !isUnbegun,
    canBePaid: isUnbegun || payable !== null || instructions !== null,
    whose: refill!.iccid,
  }
}

/** Who pays is back from paying: what the provider says now is taken over. */
export const comeBackToLink = ({ tenantId, orderId }: At): Promise<void> =>
  settleReturned(tenantId, { orderId })

/** From the choice of a way to pay to a payment that its provider knows. Throws `precondition` for what is not open any more. */
export async function payLinked(
  at: At,
  chosen: Chosen,
  origin: { ip: string; agent: string },
  buyer: Buyer | null,
): Promise<Omit<Begun, 'token'>> {
  const { tenantId, orderId } = at
  const { connectionId, wish } =
    choiceOf(await awaitedCard(tenantId, at), chosen) ?? (await readChoice(tenantId, chosen, buyer, origin))
  if (wish && 'walletId' in wish) throw invalidField('connectionId', 'Choose another way to pay.')
  const paymentId = await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (order.status !== 'pending_payment')
      throw new AppError('precondition', 'This is paid already, or the time to pay is over.')
    const [shop] = await tx.select().from(stores).where(eq(stores.id, order.storeId))
    return (await resume(tx, shop!, order, { connectionId, email: order.email }, wish)).paymentId
  })
  if (wish && 'methodId' in wish) return payWithSaved(tenantId, paymentId, startAtProvider)
  return openPayment(tenantId, paymentId)
}
