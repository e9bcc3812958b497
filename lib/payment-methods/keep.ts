import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import { paymentMethods, payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import type { SavedMethod, SetupState } from '@/lib/payments/states'
import { removeAtProvider } from './asked'
import { lockOwner, type Method, ofOwner, ownerId } from './owner'

/** Locks a method that is being added; null when it is added already, or was given up. */
export async function lockAdding(tx: Tx, id: string): Promise<Method | null> {
  const [method] = await tx
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.id, id), eq(paymentMethods.status, 'adding')))
    .for('update')
  return method ?? null
}

/** Brings a method that is being added to what its provider says of the set-up. Anything later changes nothing. */
export async function applySetup(tx: Tx, id: string, state: SetupState): Promise<void> {
  const method = await lockAdding(tx, id)
  // Somebody else's set-up that was given out as this one.
  if (!method || state.metadata.method_id !== id) return
  if (state.method) return keep(tx, method, state.method)
  const isOver = state.status === 'failed' || state.status === 'canceled'
  await tx
    .update(paymentMethods)
    .set({ problem: state.message, ...(isOver && { status: 'removed' as const }) })
    .where(eq(paymentMethods.id, id))
}

/**
 * Keeps a method that its provider has proved. A card that this owner has already is not kept twice: the one that is
 * there goes on with the new right to charge it, and is good again if it was blocked.
 */
export async function keep(tx: Tx, adding: Method, found: SavedMethod): Promise<void> {
  const owner = ownerId(adding)
  await lockOwner(tx, owner)
  const known = found.fingerprint ? await sameCard(tx, adding, found.fingerprint) : undefined
  const { consent, consentAt } = adding
  const values = { ...found, status: 'active' as const, problem: null, consent, consentAt }
  if (known) {
    await tx.update(paymentMethods).set({ status: 'removed' }).where(eq(paymentMethods.id, adding.id))
    if (known.externalId !== found.externalId) await askToRemove(tx, known)
  }
  const id = known?.id ?? adding.id
  await tx.update(paymentMethods).set(values).where(eq(paymentMethods.id, id))
  await chooseDefault(tx, owner, id)
}

/** The method that a payment was to keep, once the payment has brought it. Of any other payment nothing is kept. */
export async function keepWithPayment(tx: Tx, paymentId: string, found: SavedMethod): Promise<void> {
  const [payment] = await tx
    .select({ methodId: payments.methodId })
    .from(payments)
    .where(eq(payments.id, paymentId))
  const adding = payment?.methodId ? await lockAdding(tx, payment.methodId) : null
  if (adding) await keep(tx, adding, found)
}

async function sameCard(tx: Tx, adding: Method, fingerprint: string): Promise<Method | undefined> {
  const [known] = await tx
    .select()
    .from(paymentMethods)
    .where(
      and(
        ofOwner(ownerId(adding)),
        eq(paymentMethods.connectionId, adding.connectionId),
        eq(paymentMethods.fingerprint, fingerprint),
        ne(paymentMethods.status, 'removed'),
        ne(paymentMethods.id, adding.id),
      ),
    )
  return known
}

/** Asks for a method to be taken away at its provider too; ours may not be charged any more in either case. */
export async function askToRemove(tx: Tx, method: Method): Promise<void> {
  const { tenantId, connectionId, externalId, customerExternalId, mandateExternalId } = method
  if (!externalId || !customerExternalId) return
  await enqueue(tx, removeAtProvider, {
    tenantId,
    connectionId,
    method: { externalId, customerExternalId, mandateExternalId },
  })
}

/** An owner with methods has one that is the default: without one that works, `wanted` or the oldest becomes it. */
export async function chooseDefault(tx: Tx, owner: string, wanted?: string): Promise<void> {
  const active = await tx
    .select({ id: paymentMethods.id, isDefault: paymentMethods.isDefault })
    .from(paymentMethods)
    .where(and(ofOwner(owner), eq(paymentMethods.status, 'active')))
    .orderBy(asc(paymentMethods.id))
  const next = active.find(({ id }) => id === wanted) ?? active[0]
  if (next && !active.some(({ isDefault }) => isDefault)) await setDefault(tx, owner, next.id)
}

export async function setDefault(tx: Tx, owner: string, id: string): Promise<void> {
  const old = and(ofOwner(owner), eq(paymentMethods.isDefault, true))
  await tx.update(paymentMethods).set({ isDefault: false }).where(old)
  await tx.update(paymentMethods).set({ isDefault: true }).where(eq(paymentMethods.id, id))
}

/** It cannot be charged any more, and why in words; null: its owner took it away. */
export async function markRemoved(tx: Tx, method: Method, problem: string | null): Promise<void> {
  const owner = ownerId(method)
  await lockOwner(tx, owner)
  await tx
    .update(paymentMethods)
    .set({ status: 'removed', isDefault: false, problem })
    .where(and(eq(paymentMethods.id, method.id), ne(paymentMethods.status, 'removed')))
  await chooseDefault(tx, owner)
}

/** It was declined for good: it is charged no more until its owner adds it anew. */
export async function blockMethod(tx: Tx, id: string, problem: string): Promise<void> {
  await tx
    .update(paymentMethods)
    .set({ status: 'blocked', problem })
    .where(and(eq(paymentMethods.id, id), eq(paymentMethods.status, 'active')))
}

/** The provider no longer knows an owner: another account is connected now, and all that was kept with him is lost. */
export async function dropCustomer(tx: Tx, method: Method, problem: string): Promise<void> {
  const { connectionId, customerExternalId } = method
  if (!customerExternalId) return
  const ofCustomer = and(
    eq(paymentMethods.connectionId, connectionId),
    eq(paymentMethods.customerExternalId, customerExternalId),
  )
  const lost = await tx
    .select()
    .from(paymentMethods)
    .where(and(ofCustomer, ne(paymentMethods.status, 'removed')))
  for (const each of lost) if (each.status !== 'adding') await markRemoved(tx, each, problem)
  await tx.update(paymentMethods).set({ customerExternalId: null }).where(ofCustomer)
}

/** The owner at the provider, from an earlier method of his there; null when a new one is to be made. */
export async function customerOf(
  tx: Tx,
  { connectionId, accountId, mode, ...owner }: Method,
): Promise<string | null> {
  const own = await tx
    .select({ id: paymentMethods.customerExternalId })
    .from(paymentMethods)
    .where(
      and(
        ofOwner(ownerId(owner)),
        eq(paymentMethods.connectionId, connectionId),
        eq(paymentMethods.mode, mode),
        accountId ? eq(paymentMethods.accountId, accountId) : isNull(paymentMethods.accountId),
      ),
    )
    .orderBy(asc(paymentMethods.id))
  return own.findLast(({ id }) => id)?.id ?? null
}
