import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { refills, tenants } from '@/db/schema'
import { invalidField } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { paymentFor } from '@/lib/refills/attempt'
import { startRefillAtProvider } from '@/lib/refills/start-payment'
import { type RefillView, viewRefill } from '@/lib/refills/view'
import { settleReturned, settleStale } from '@/lib/settlement/returned'
import type { Buyer } from '@/lib/tenancy/buyers'
import { type AwaitedCard, awaitedCard, choiceOf } from './awaited-card'
import { type Begun, openPayment } from './begin'
import { type Chosen, readChoice } from './card-wish'
import { comeBackToLink, findLink, lookAtLink, payLinked } from './pay-link'
import { payWithSaved } from './pay-saved'

export const PayRefillInput = z.object({
  connectionId: z.string({ error: 'Choose how you want to pay.' }),
  /** A signed-in buyer keeps the card for next time. */
  save: z.literal('on').optional(),
})

type At = { tenantId: string; refillId: string }

/** The refill that a pay page is for, by the token that stands in its address alone; null for any other. */
async function findByToken(token: string): Promise<(At & { organization: string }) | null> {
  const [found] = await db
    .select({ tenantId: refills.tenantId, refillId: refills.id, organization: tenants.name })
    .from(refills)
    .innerJoin(tenants, eq(tenants.id, refills.tenantId))
    .where(eq(refills.tokenHash, hashToken(token)))
  return found ?? null
}

export type PayPage = Omit<RefillView, 'refillId'> & {
  tenantId: string
  organization: string
  /** What is refilled. */
  kind: 'wallet' | 'sim'
  /** The card whose owner the bank wants to see, when that is why the link was mailed. */
  awaited: AwaitedCard | null
}

/** The pay page of a refill; an open payment is first read again when that was long ago. Null for a wrong token. */
export async function lookAtRefill(token: string): Promise<PayPage | null> {
  const at = await findByToken(token)
  if (!at) {
    const link = await findLink(token)
    return link && confirming(await lookAtLink(link, token), await awaitedCard(link.tenantId, link))
  }
  const pageOf = async (): Promise<PayPage> => ({
    ...{ ...at, kind: 'wallet', awaited: null },
    ...(await viewRefill(at.tenantId, at.refillId)),
  })
  const seen = await pageOf()
  if (!seen.canBePaid && !seen.isWaiting) return seen
  await settleStale(at.tenantId, { refillId: at.refillId })
  return confirming(await pageOf(), await awaitedCard(at.tenantId, at))
}

/** The same page, where only the owner of a card has to confirm it. */
const confirming = (page: PayPage, awaited: AwaitedCard | null): PayPage =>
  awaited && page.canBePaid
    ? {
        ...page,
        awaited,
        stage: 'confirm',
        text: `The bank wants to see the owner of ${awaited.label} before it is charged. Press Confirm, and you are led there; or choose another way to pay.`,
      }
    : page

/** Who pays is back from paying: what the provider says now is taken over. Nothing of the address is believed. */
export async function comeBackToRefill(token: string): Promise<void> {
  const at = await findByToken(token)
  if (at) return settleReturned(at.tenantId, { refillId: at.refillId })
  const link = await findLink(token)
  if (link) await comeBackToLink(link)
}

/**
 * From the choice of a way to pay to a payment that its provider knows. Null for a wrong token. `buyer`: who is signed
 * in. Throws `precondition` for a refill that is not open any more or a saved card that was declined, and a sentence for
 * who pays when the provider cannot be asked.
 */
export async function payRefill(
  token: string,
  chosen: Chosen,
  origin: { ip: string; agent: string } = { ip: '', agent: '' },
  buyer: Buyer | null = null,
): Promise<Omit<Begun, 'token'> | null> {
  const at = await findByToken(token)
  if (!at) {
    const link = await findLink(token)
    return link && payLinked(link, chosen, origin, buyer)
  }
  const { connectionId, wish } =
    choiceOf(await awaitedCard(at.tenantId, at), chosen) ??
    (await readChoice(at.tenantId, chosen, buyer, origin))
  // Money does not go from one wallet into another here.
  if (wish && 'walletId' in wish) throw invalidField('connectionId', 'Choose another way to pay.')
  const paymentId = await paymentFor(at.tenantId, at.refillId, connectionId, wish)
  if (wish && 'methodId' in wish) return payWithSaved(at.tenantId, paymentId, startRefillAtProvider)
  return openPayment(at.tenantId, paymentId, startRefillAtProvider)
}
