import { eq } from 'drizzle-orm'
import { endUsers, offers, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { enqueue } from '@/lib/jobs/enqueue'
import { reserveSim, sellSim } from '@/lib/sims/stock'
import { telecomNamed } from '@/lib/telecom/registry'
import { claim, purchaseFromSupplier } from './fulfil-supplier'
import { captureFor } from './held'
import { fulfilOrder } from './jobs'
import { mailReady } from './mail'
import { refillOf } from './refill-apply'
import { failOrder } from './refund'
import { isOwed, lockOrder, moveOrder, type Order } from './state'
import { tell } from './timeline'

export type Sale = {
  order: Order
  connection: Connection
  planId: string
  /** Of a refill: the SIM that it is for. */
  iccid: string | null
}

const lateOf = ({ kind }: Order) =>
  kind === 'refill' ? 'The data could not be added in time.' : 'The eSIM could not be delivered in time.'

/**
 * Brings a paid order one step further: to its eSIM, or to a later try. Safe to repeat and to run twice at once. What was
 * asked of a supplier is followed to its end even when the buyer has the money back: the eSIM may have been bought.
 */
export async function fulfil(tenantId: string, orderId: string): Promise<void> {
  const purchase = await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (isOwed(order) && order.deliverBy && order.deliverBy <= new Date())
      await failOrder(tx, order, lateOf(order))
    const { offerExternalId, ...sale } = await saleOf(tx, order)
    if (offerExternalId) return claim(tx, { ...sale, offerExternalId })
    if (isOwed(order)) await sellFromStock(tx, sale)
    return null
  })
  if (purchase) await purchaseFromSupplier(tenantId, purchase)
}

/** Paid and past its time: the buyer gets the money back. */
export async function refundIfLate(tenantId: string, orderId: string): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (isOwed(order)) await failOrder(tx, order, lateOf(order))
  })
}

/** `offerExternalId`: what its supplier calls the offer; null for what is sold from stock. */
async function saleOf(tx: Tx, order: Order): Promise<Sale & { offerExternalId: string | null }> {
  if (order.kind === 'refill') return refillSaleOf(tx, order)
  const [found] = await tx
    .select({ planId: plans.id, connectionId: plans.connectionId, offerExternalId: offers.externalId })
    .from(planVersions)
    .innerJoin(plans, eq(plans.id, planVersions.planId))
    .leftJoin(offers, eq(offers.id, plans.offerId))
    .where(eq(planVersions.id, order.planVersionId))
  const connection = await getConnection(tx, found!.connectionId)
  const buys = telecomNamed(connection.provider).kind === 'esim_retail'
  const offerExternalId = buys ? found!.offerExternalId : null
  return { order, connection, planId: found!.planId, iccid: null, offerExternalId }
}

/** A refill is always asked of the carrier of its SIM. */
async function refillSaleOf(tx: Tx, order: Order): Promise<Sale & { offerExternalId: string }> {
  const { simId, offer } = refillOf(order)
  const [found] = await tx
    .select({ iccid: sims.iccid, connectionId: sims.connectionId, planId: planVersions.planId })
    .from(sims)
    .innerJoin(planVersions, eq(planVersions.id, order.planVersionId))
    .where(eq(sims.id, simId))
  const { iccid, connectionId, planId } = found!
  return { order, iccid, planId, offerExternalId: offer, connection: await getConnection(tx, connectionId) }
}

const retryMs = 60_000

async function sellFromStock(tx: Tx, { order, planId }: Sale): Promise<void> {
  const sim = await reserveSim(tx, planId, order.id, order.deliverBy ?? new Date(Date.now() + retryMs))
  if (sim) return deliver(tx, order, sim.id)
  await moveOrder(tx, order, 'provisioning')
  await tell(tx, order.id, {
    kind: 'waiting',
    text: 'No eSIM of this plan is in stock: upload more',
    cause: 'stock',
  })
  await tryAgain(tx, order, retryMs)
}

/** Asks for the next try of an order, in place of one that is waiting. */
export const tryAgain = (tx: Tx, order: Order, inMs: number) =>
  enqueue(
    tx,
    fulfilOrder,
    { tenantId: order.tenantId, orderId: order.id },
    { key: `fulfil:${order.id}`, runAt: new Date(Date.now() + inMs) },
  )

/**
 * Hands the SIM to the buyer: with this the order has exactly one eSIM, and the mail is on its way. `lpa` where it is at
 * hand, which spares opening the codes.
 */
export async function deliver(tx: Tx, order: Order, simId: string, lpa?: string): Promise<void> {
  const isMoved = await moveOrder(tx, order, 'fulfilled', { simId, fulfilledAt: new Date(), problem: null })
  if (!isMoved)
    return tell(tx, order.id, {
      kind: 'late',
      text: 'The supplier delivered too late: the eSIM is kept among the SIMs',
      cause: simId,
    })
  const endUserId = await endUserOf(tx, order.email)
  await sellSim(tx, simId, { orderId: order.id, endUserId, planVersionId: order.planVersionId })
  await tell(tx, order.id, { kind: 'fulfilled', text: 'The eSIM is ready', cause: 'fulfilled' })
  await mailReady(tx, order, lpa)
  await captureFor(tx, order)
}

/** The end user with this address, made when there is none. */
export async function endUserOf(tx: Tx, email: string): Promise<string> {
  const [made] = await tx
    .insert(endUsers)
    .values({ email })
    .onConflictDoNothing()
    .returning({ id: endUsers.id })
  if (made) return made.id
  const [found] = await tx.select({ id: endUsers.id }).from(endUsers).where(eq(endUsers.email, email))
  return found!.id
}
