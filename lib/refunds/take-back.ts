import { eq } from 'drizzle-orm'
import { assignments, payments, provisions, refunds, simEvents, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { askForRefund } from '@/lib/orders/refund'
import { lockOrder, type Order } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { tellCase } from '@/lib/payments/cases'
import type { Refund } from '@/lib/payments/refunds'
import { takeFromSim } from '@/lib/sims/refill'
import { carrierOf } from '@/lib/telecom/carrier'
import { type Bundle, TelecomError } from '@/lib/telecom/provider'
import { isOfOrder } from '@/lib/usage/bundles'

type Case = {
  refund: Refund
  order: Order
  sim: typeof sims.$inferSelect
  connection: Connection
  /** What the supplier calls the purchase, where it was bought from one. */
  bought: string | null
}

async function read(tx: Tx, refundId: string): Promise<Case | null> {
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId))
  if (!refund) throw notFound('refund', refundId)
  if (refund.supplier !== 'cancel_pending') return null
  const [payment] = await tx.select().from(payments).where(eq(payments.id, refund.paymentId))
  const order = await lockOrder(tx, payment!.orderId!)
  const [sim] = await tx.select().from(sims).where(eq(sims.id, order.simId!))
  const [provision] = await tx.select().from(provisions).where(eq(provisions.orderId, order.id))
  const bought = provision?.externalOrderId ?? null
  return { refund, order, sim: sim!, connection: await getConnection(tx, sim!.connectionId), bought }
}

type Answer = { isBack: boolean; note: string }

/**
 * Takes the unused plan of a refund back at its supplier; what the supplier says is written down beside the refund, and
 * the money follows in either case. Safe to repeat: a plan that is revoked already counts as taken back.
 */
export async function takeBack(tenantId: string, refundId: string): Promise<void> {
  const found = await inTenant(tenantId, (tx) => read(tx, refundId))
  if (!found) return
  const answer = await askSupplier(found)
  await inTenant(tenantId, async (tx) => {
    const now = await read(tx, refundId)
    if (now) await writeDown(tx, now, answer)
  })
}

async function askSupplier({ connection, sim, order, bought }: Case): Promise<Answer> {
  const carrier = await carrierOf(connection)
  if (!carrier.revoke || !carrier.listBundles)
    return { isBack: false, note: `${connection.name} takes nothing back through its API.` }
  const all = await carrier.listBundles(sim.iccid).catch(ifGone)
  const own = all.filter((bundle) => bought !== null && isOfOrder(bundle, bought))
  // Of an eSIM all that is on it; but of one that was refilled, or a refill, only what this order has put there.
  const bundles = own.length > 0 || order.kind === 'refill' ? own : all
  const open = bundles.find(({ state }) => state === 'queued' || state === 'processing')
  if (!open) return withoutOpen(bundles)
  try {
    const { refunded } = await carrier.revoke({ iccid: sim.iccid, bundle: open })
    return { isBack: true, note: whereTo[refunded] }
  } catch (error) {
    // Nobody knows, or not now: the job comes again, and looks first.
    if (!isRefusal(error)) throw error
    return { isBack: false, note: error.message }
  }
}

/** An eSIM of which nothing is left leaves the account at some suppliers. */
function ifGone(error: unknown): Bundle[] {
  if (error instanceof TelecomError && error.kind === 'not_found') return []
  throw error
}

// A key that was revoked may be replaced: that one is tried again.
const isRefusal = (error: unknown): error is TelecomError =>
  error instanceof TelecomError && !error.isRetryable && !['unknown_outcome', 'auth'].includes(error.kind)

const whereTo = {
  balance: 'Taken back; its price is on the balance at the supplier.',
  inventory: 'Taken back; it lies in the inventory at the supplier, to be sold again.',
  no: 'Taken back; the supplier gives no money for it.',
}

const withoutOpen = (bundles: readonly Bundle[]): Answer =>
  bundles.some(({ state }) => state === 'revoked') || bundles.length === 0
    ? { isBack: true, note: 'The supplier has it back already.' }
    : { isBack: false, note: 'The plan is in use or over: the supplier takes it back no longer.' }

async function writeDown(tx: Tx, { refund, order, sim }: Case, { isBack, note }: Answer): Promise<void> {
  const supplier = isBack ? 'canceled' : 'refused'
  await tx.update(refunds).set({ supplier, supplierNote: note }).where(eq(refunds.id, refund.id))
  await tellCase(tx, { refundId: refund.id }, { kind: `supplier_${supplier}`, text: note, cause: 'supplier' })
  await tell(tx, order.id, { kind: 'supplier', text: note, cause: `${refund.id}:supplier` })
  if (isBack) await (order.kind === 'refill' ? takeFromSim(tx, sim.id, order.id) : endLine(tx, sim, order))
  if (refund.status === 'requested') await askForRefund(tx, order.tenantId, { ...refund, supplier })
}

async function endLine(tx: Tx, sim: Case['sim'], order: Order): Promise<void> {
  await tx.update(sims).set({ status: 'terminated' }).where(eq(sims.id, sim.id))
  if (sim.assignmentId)
    await tx.update(assignments).set({ status: 'revoked' }).where(eq(assignments.id, sim.assignmentId))
  await tx
    .insert(simEvents)
    .values({
      simId: sim.id,
      kind: 'revoked',
      text: 'Taken back: its order was refunded',
      cause: `back:${order.id}`,
    })
    .onConflictDoNothing()
}
