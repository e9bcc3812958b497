import { and, eq, inArray } from 'drizzle-orm'
import { provisions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { invariant, UpstreamError } from '@/lib/core/error'
import { iccidBody, parseIccid } from '@/lib/core/iccid'
import { sealCodes } from '@/lib/sims/codes'
import { carrierOf } from '@/lib/telecom/carrier'
import { type Activation, type Carrier, TelecomError, type TelecomErrorKind } from '@/lib/telecom/provider'
import { deliver, type Sale, tryAgain } from './fulfil'
import { findLostOrder } from './lost-order'
import { deliverRefill } from './refill-apply'
import { failOrder } from './refund'
import { isOwed, lockOrder, moveOrder, type Order } from './state'
import { tell } from './timeline'

export type SupplierSale = Sale & { offerExternalId: string }
export type Provision = typeof provisions.$inferSelect

// Longer than the longest call: a purchase older than this has no one waiting for its answer any more.
const callingMs = 90_000
const unclearMs = 120_000
const waits = [5_000, 30_000, 120_000, 600_000]

export type Purchase = { sale: SupplierSale; provision: Provision }

/**
 * Writes the intent before the call, of an order that is locked. Exactly one worker gets it back as `calling` for each
 * attempt; a purchase whose worker died is `unknown`, and only the supplier's own list of orders may end that. Null:
 * there is nothing to do.
 */
export async function claim(tx: Tx, sale: SupplierSale): Promise<Purchase | null> {
  const { order, connection, offerExternalId } = sale
  if (isOwed(order)) {
    await moveOrder(tx, order, 'provisioning')
    const [first] = await tx
      .insert(provisions)
      .values({ orderId: order.id, connectionId: connection.id, offerExternalId, ...callingNow(1) })
      .onConflictDoNothing({ target: [provisions.tenantId, provisions.orderId] })
      .returning()
    if (first) return begin(tx, sale, first)
  }
  const [provision] = await tx.select().from(provisions).where(eq(provisions.orderId, order.id)).for('update')
  if (!provision || (provision.status === 'queued' && !isOwed(order))) return null
  if (provision.status === 'queued')
    return begin(tx, sale, await keep(tx, provision, callingNow(provision.attempt + 1)))
  if (provision.status !== 'calling') return { sale, provision }
  const isAlive = Date.now() - provision.calledAt!.getTime() < callingMs
  if (!isAlive) return { sale, provision: await keep(tx, provision, { status: 'unknown' }) }
  await tryAgain(tx, order, callingMs)
  return null
}

const callingNow = (attempt: number) => ({
  ...{ status: 'calling' as const, attempt, calledAt: new Date(), absences: 0 },
})

/** Should this process die in the call, the order must still be looked at. */
async function begin(tx: Tx, sale: SupplierSale, provision: Provision): Promise<Purchase> {
  await tryAgain(tx, sale.order, callingMs + 1_000)
  return { sale, provision }
}

async function keep(tx: Tx, provision: Provision, set: Partial<Provision>): Promise<Provision> {
  await tx.update(provisions).set(set).where(eq(provisions.id, provision.id))
  return { ...provision, ...set }
}

/** What was learnt of one attempt says nothing of the next, which may have begun meanwhile. */
const isStill = ({ id, attempt }: Provision, ...statuses: Provision['status'][]) =>
  and(eq(provisions.id, id), eq(provisions.attempt, attempt), inArray(provisions.status, statuses))

/** Buys the eSIM of an order at its supplier, or goes on where an earlier try stopped. */
export async function purchaseFromSupplier(tenantId: string, { sale, provision }: Purchase): Promise<void> {
  if (provision.status === 'calling') await buy(tenantId, sale, provision)
  else if (provision.status === 'unknown') await lookUp(tenantId, sale, provision)
  else if (provision.status === 'ordered') await collect(tenantId, sale, provision)
}

async function buy(tenantId: string, sale: SupplierSale, provision: Provision): Promise<void> {
  const carrier = await carrierOf(sale.connection)
  if (sale.iccid) return addData(tenantId, carrier, { ...sale, iccid: sale.iccid }, provision)
  try {
    const placed = await carrier.order!({ offerId: sale.offerExternalId, reference: sale.order.id })
    await adopt(tenantId, sale, provision, placed.orderId, placed.profiles)
    await mark(carrier, sale, placed.profiles)
  } catch (error) {
    await noteFailure(tenantId, sale, provision, error)
  }
}

/** The same for data on a SIM that is there: the answer to the order is all there is to wait for. */
async function addData(
  tenantId: string,
  carrier: Carrier,
  sale: SupplierSale & { iccid: string },
  provision: Provision,
): Promise<void> {
  const { iccid, order, offerExternalId: offerId } = sale
  try {
    const placed = await carrier.topUp!({ iccid, offerId, reference: order.id })
    if (iccidBody(placed.iccid) === iccidBody(iccid))
      await adopt(tenantId, sale, provision, placed.orderId, [])
    else await putElsewhere(tenantId, sale, provision, placed)
  } catch (error) {
    await noteFailure(tenantId, sale, provision, error)
  }
}

/** It was not to be put on another eSIM, and it was: the buyer has nothing of it. */
async function putElsewhere(
  tenantId: string,
  sale: SupplierSale,
  provision: Provision,
  { orderId: externalOrderId, iccid }: { orderId: string; iccid: string },
): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, sale.order.id)
    const text = `The supplier put the data on another eSIM, ${iccid}, with its order ${externalOrderId}: have it taken back`
    await tell(tx, order.id, { kind: 'supplier', text, cause: externalOrderId })
    const [ours] = await tx
      .update(provisions)
      .set({ status: 'queued', externalOrderId, problem: text })
      .where(isStill(provision, 'calling', 'unknown'))
      .returning()
    if (ours) await giveUp(tx, order, ours)
  })
}

/**
 * Keeps the supplier's order as ours; if its eSIM is there already, the buyer gets it in the same moment. An answer that
 * comes after its attempt was given up is told to staff: there may be a second order at the supplier.
 */
export async function adopt(
  tenantId: string,
  sale: SupplierSale,
  provision: Provision,
  externalOrderId: string,
  profiles: Activation[],
): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, sale.order.id)
    const [ours] = await tx
      .update(provisions)
      .set({ status: 'ordered', externalOrderId, problem: null })
      .where(isStill(provision, 'calling', 'unknown'))
      .returning()
    const [profile] = profiles
    if (!ours) await tellOfSecond(tx, order, externalOrderId)
    else if (sale.iccid) await finishRefill(tx, order, ours)
    else if (profile) await handOver(tx, { ...sale, order }, ours, profile)
    else await tryAgain(tx, order, 1_000)
  })
}

async function finishRefill(tx: Tx, order: Order, provision: Provision): Promise<void> {
  await keep(tx, provision, { status: 'ready' })
  await deliverRefill(tx, order)
}

async function tellOfSecond(tx: Tx, order: Order, externalOrderId: string): Promise<void> {
  const [provision] = await tx.select().from(provisions).where(eq(provisions.orderId, order.id))
  if (provision?.externalOrderId === externalOrderId) return
  await tell(tx, order.id, {
    kind: 'supplier',
    text: `The supplier answered too late with its order ${externalOrderId}: compare with what it was paid for`,
    cause: externalOrderId,
  })
}

/** An order that was accepted: its eSIM may take a while to be made. */
async function collect(tenantId: string, sale: SupplierSale, provision: Provision): Promise<void> {
  const carrier = await carrierOf(sale.connection)
  const found = await carrier.fetchActivation!(provision.externalOrderId!)
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, sale.order.id)
    const [now] = await tx.select().from(provisions).where(eq(provisions.id, provision.id))
    if (now!.status === 'ready') return
    if (found.status === 'ready') return handOver(tx, { ...sale, order }, now!, found.profiles[0]!)
    await tryAgain(tx, sale.order, found.retryAfterMs)
  })
  if (found.status === 'ready') await mark(carrier, sale, found.profiles)
}

/** Our reference on the eSIM, for people in the supplier's portal and for a later search; a sale does not hang on it. */
async function mark(carrier: Carrier, { order }: SupplierSale, [profile]: Activation[]): Promise<void> {
  if (profile) await carrier.tag?.(profile.iccid, order.id).catch(() => {})
}

/** The eSIM of a locked order becomes a SIM of ours, and the buyer's if the order still waits for it; else it is kept as stock. */
async function handOver(
  tx: Tx,
  { order, connection, planId }: SupplierSale,
  provision: Provision,
  profile: Activation,
) {
  const [place] = await sealCodes(tx, [
    { lpa: profile.lpa, confirmationCode: profile.confirmationCode, pin1: profile.pin, puk1: profile.puk },
  ])
  const parsed = parseIccid(profile.iccid, 'off')
  invariant('value' in parsed, `the supplier sent an ICCID that is none: ${profile.iccid}`)
  const iccid = parsed.value
  const [sim] = await tx
    .insert(sims)
    .values({
      iccid,
      iccidBody: iccidBody(iccid),
      formFactor: 'esim',
      status: 'activation_ready',
      integration: 'ok',
      profileState: 'released',
      connectionId: connection.id,
      planId,
      ...place,
    })
    .returning({ id: sims.id })
  await keep(tx, provision, { status: 'ready', iccid })
  await deliver(tx, order, sim!.id, profile.lpa)
}

/** Nobody knows whether it was bought: look, never buy again on a guess. */
async function lookUp(tenantId: string, sale: SupplierSale, provision: Provision): Promise<void> {
  const carrier = await carrierOf(sale.connection)
  const lost = await findLostOrder(tenantId, carrier, provision, sale.iccid)
  if (lost === 'unclear') return inTenant(tenantId, (tx) => tryAgain(tx, sale.order, unclearMs))
  if (lost) return adopt(tenantId, sale, provision, lost.orderId, [])
  await inTenant(tenantId, async (tx) => {
    const absences = provision.absences + 1
    // Twice absent, a minute and more after the call: it is not going to appear.
    const isAbsent = absences >= 2 && Date.now() - provision.calledAt!.getTime() >= 60_000
    await tx
      .update(provisions)
      .set({ absences, status: !isAbsent ? 'unknown' : isOwed(sale.order) ? 'queued' : 'failed' })
      .where(isStill(provision, 'unknown'))
    const text = isAbsent
      ? `The supplier has no such order${isOwed(sale.order) ? ': it will be bought again' : ''}`
      : 'The supplier does not show the order yet: looking again'
    await tell(tx, sale.order.id, {
      kind: 'lookup',
      text,
      cause: `${provision.id}:${provision.attempt}:${absences}`,
    })
    if (isAbsent && !isOwed(sale.order)) return
    await tryAgain(tx, sale.order, isAbsent ? 0 : waits[Math.min(absences, waits.length - 1)]!)
  })
}

async function noteFailure(
  tenantId: string,
  sale: SupplierSale,
  provision: Provision,
  error: unknown,
): Promise<void> {
  const isRefused = error instanceof TelecomError && error.kind !== 'unknown_outcome'
  const isUnknown = !isRefused
  if (isUnknown && !(error instanceof TelecomError || error instanceof UpstreamError || isTaken(error)))
    throw error
  const problem = error instanceof Error ? error.message : String(error)
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, sale.order.id)
    await tx
      .update(provisions)
      .set({ status: isUnknown ? 'unknown' : 'queued', problem })
      .where(isStill(provision, 'calling', 'unknown'))
    const text = isUnknown
      ? 'The supplier did not answer: nobody knows yet whether it was bought'
      : `The supplier refused: ${problem}`
    await tell(tx, sale.order.id, { kind: 'supplier', text, cause: `${provision.id}:${provision.attempt}` })
    if (isRefused && sale.iccid && isFinal(error.kind)) return giveUp(tx, order, provision)
    const wait = error instanceof TelecomError ? error.retryAfterMs : undefined
    await tryAgain(
      tx,
      sale.order,
      wait ?? waits[Math.min(provision.attempt - (isUnknown ? 1 : 0), waits.length - 1)]!,
    )
  })
}

// Another try would be refused for the same reason; what staff can mend, such as an empty balance, is tried until the deadline.
const isFinal = (kind: TelecomErrorKind) =>
  ['not_found', 'permission', 'validation', 'out_of_stock', 'not_compatible', 'unsupported'].includes(kind)

/** The supplier does not put it on this SIM: the buyer need not wait for the deadline to have the money back. */
async function giveUp(tx: Tx, order: Order, provision: Provision): Promise<void> {
  const [ended] = await tx
    .update(provisions)
    .set({ status: 'failed' })
    .where(isStill(provision, 'queued'))
    .returning({ id: provisions.id })
  if (ended && isOwed(order)) await failOrder(tx, order, 'The data could not be added to this eSIM.')
}

/** Another purchase that was looked for has taken the order that was made for this one: look for its own. */
const isTaken = (error: unknown): boolean => (error as { cause?: { code?: string } }).cause?.code === '23505'
