import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, UpstreamError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { nextAttempt } from '@/lib/orders/attempt'
import { type CheckoutInput, checkOut, type Buyer as Origin } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { payFromWallet } from '@/lib/settlement/from-wallet'
import type { Buyer } from '@/lib/tenancy/buyers'
import { readChoice } from './card-wish'
import type { Store } from './find'
import { payWithSaved } from './pay-saved'
import { standInFor } from './pay-ways'

/** How the buyer goes on: with a card form, on the provider's page, or (both null) there is nothing left to pay. */
export type Begun = {
  token: string
  clientSecret: string | null
  redirectUrl: string | null
  /** The card is kept with this payment, so its form must say so. */
  keepsCard?: boolean
  /** The way to pay that was chosen does not answer, and another of its kind took its place. */
  isMoved?: boolean
}

const payable = ['created', 'requires_action', 'failed']

/**
 * From the checkout form to a payment that its provider knows. Safe to repeat: one form is one order and one payment.
 * `buyer`: who is signed in. Throws a sentence for the buyer, also when a saved card was declined.
 */
export async function beginPurchase(
  store: Pick<Store, 'tenantId' | 'id'>,
  form: z.output<typeof CheckoutInput>,
  origin: Origin,
  buyer: Buyer | null = null,
): Promise<Begun> {
  const { connectionId: chosen, wish } = await readChoice(store.tenantId, form, buyer, origin)
  const input = { ...form, connectionId: chosen }
  const { paymentId, token } = await checkOut(store, input, origin, wish)
  if (wish && 'methodId' in wish)
    return { token, ...(await payWithSaved(store.tenantId, paymentId, startAtProvider)) }
  if (wish && 'walletId' in wish) {
    await payFromWallet(store.tenantId, paymentId)
    return { token, clientSecret: null, redirectUrl: null }
  }
  try {
    return { token, ...(await openPayment(store.tenantId, paymentId)) }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error
    const connectionId = await standInFor(store.tenantId, paymentId)
    if (!connectionId) throw error
    // The same order with a payment elsewhere; the one that was not answered for can never be paid, nobody has its key.
    const moved = await checkOut(store, { ...input, connectionId }, origin)
    const way = await openPayment(store.tenantId, moved.paymentId)
    return { token: moved.token, ...way, isMoved: true }
  }
}

/** The way on for an order that is not paid: its open payment, or a new one where the provider has ended the last. */
export const payAgain = async (tenantId: string, orderId: string, paymentId: string) =>
  openPayment(tenantId, await nextAttempt(tenantId, orderId, paymentId))

/** The way on for a payment that was begun. Throws a sentence for the buyer when its provider cannot be asked. */
export async function openPayment(
  tenantId: string,
  paymentId: string,
  start = startAtProvider,
): Promise<Omit<Begun, 'token'>> {
  const state = await start(tenantId, paymentId).catch((error: unknown) => {
    if (!(error instanceof UpstreamError || error instanceof AppError)) throw error
    log().warn({ err: error, payment: paymentId }, 'a payment could not be begun')
    throw error instanceof UpstreamError
      ? new AppError(
          'unavailable',
          'The payment provider does not answer at the moment. Nothing was charged; please try again in a minute.',
        )
      : new AppError(
          'unavailable',
          'This way to pay does not work at the moment. Nothing was charged; choose another one or try later.',
        )
  })
  if (!payable.includes(state.status)) return { clientSecret: null, redirectUrl: null }
  const use = await methodUse(tenantId, paymentId)
  // The bank waits for the owner of a saved card on a page of its own.
  if (use === 'present' && state.redirectUrl) return { clientSecret: null, redirectUrl: state.redirectUrl }
  const { clientSecret, redirectUrl } = state
  return { clientSecret, redirectUrl: clientSecret ? null : redirectUrl, keepsCard: use === 'keep' }
}

const methodUse = (tenantId: string, paymentId: string) =>
  inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ use: payments.methodUse })
      .from(payments)
      .where(eq(payments.id, paymentId))
    return found?.use ?? null
  })
