import { eq } from 'drizzle-orm'
import { paymentMethods, type payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { AppError, invalidField } from '@/lib/core/error'
import { readFacts } from '@/lib/payments/facts'
import { isFinal } from '@/lib/payments/state'
import type { Consent } from './add'
import { isExpired } from './label'
import { findOwner, type Method, ownerId } from './owner'

type Payment = typeof payments.$inferSelect

/**
 * What a buyer who is signed in does beside paying plainly: he charges a card that is saved, keeps the one he pays with,
 * or pays from a wallet. `isUnattended`: the owner of the card is not there.
 */
export type CardWish = { owner: string } & (
  | { methodId: string; isUnattended?: true }
  | { consent: Consent }
  | { walletId: string }
)

/** What a payment is to the wish that it was made for; none for one that is paid plainly. */
type Use = Pick<Payment, 'methodId' | 'methodUse' | 'walletId'>

const plain: Use = { methodId: null, methodUse: null, walletId: null }

/** What a new payment does with a card. Throws `invalid` at `connectionId` for a card that cannot be charged. */
export async function cardUse(tx: Tx, connection: Connection, wish: CardWish | null): Promise<Use> {
  if (!wish) return plain
  if ('methodId' in wish) {
    await assertChargeable(tx, connection, wish)
    return { ...plain, methodId: wish.methodId, methodUse: wish.isUnattended ? 'unattended' : 'present' }
  }
  if ('walletId' in wish) return { ...plain, walletId: wish.walletId }
  const { companyId, endUserId } = await findOwner(tx, wish.owner)
  const { id: connectionId, mode, facts } = connection
  const consent = { ...wish.consent, agent: wish.consent.agent.slice(0, 300) }
  const [method] = await tx
    .insert(paymentMethods)
    .values({
      ...{ companyId, endUserId, connectionId, mode, consent },
      accountId: readFacts(facts).accountId ?? null,
    })
    .returning({ id: paymentMethods.id })
  return { ...plain, methodId: method!.id, methodUse: 'keep' }
}

async function assertChargeable(tx: Tx, connection: Connection, wish: { owner: string; methodId: string }) {
  const method = await methodBy(tx, wish.methodId)
  const isOwn = method && ownerId(method) === wish.owner && method.connectionId === connection.id
  if (isOwn && method.status === 'active' && !isExpired(method)) return
  throw invalidField('connectionId', 'This card can no longer be charged. Choose another way to pay.')
}

async function methodBy(tx: Tx, id: string): Promise<Method | undefined> {
  const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, id))
  return method
}

/**
 * The payment among these that a wish can go on with: open, at this connection, made for the same. A charge that was
 * declined is none: to charge once more is a new decision.
 */
export async function openFor<P extends Payment>(
  tx: Tx,
  among: readonly P[],
  connectionId: string,
  wish: CardWish | null,
): Promise<P | undefined> {
  for (const each of among)
    if (each.connectionId === connectionId && isOpen(each) && (await isFor(tx, each, wish))) return each
}

const isOpen = ({ status }: Payment): boolean => !isFinal(status) || status === 'paid'

/** Nobody knows yet whether a saved card was charged: a second payment could be one too many. Throws `precondition`. */
export function assertNoUnknownCharge(among: readonly Payment[]): void {
  const isUnknown = ({ methodUse, externalId, status }: Payment) =>
    (methodUse === 'unattended' || methodUse === 'present') && !externalId && !isFinal(status)
  if (among.some(isUnknown))
    throw new AppError('precondition', 'A saved card is being charged for this. Look again in a few minutes.')
}

async function isFor(tx: Tx, payment: Payment, wish: CardWish | null): Promise<boolean> {
  const { methodId, methodUse, status, externalId, checkedAt } = payment
  // The owner of a card that was charged by itself confirms that very charge, once it is known.
  if (!wish) return methodUse === null || (methodUse === 'unattended' && externalId !== null)
  if ('walletId' in wish) return payment.walletId === wish.walletId
  if ('methodId' in wish) {
    // Only what was settled since is known to have failed: another tab may be charging it just now.
    const isTried = status === 'created' && checkedAt !== null
    return methodUse === 'present' && methodId === wish.methodId && !isTried
  }
  const kept = methodUse === 'keep' && methodId ? await methodBy(tx, methodId) : undefined
  return kept !== undefined && kept.status === 'adding' && ownerId(kept) === wish.owner
}
