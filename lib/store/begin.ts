import type { z } from 'zod'
import { AppError, UpstreamError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { nextAttempt } from '@/lib/orders/attempt'
import { type Buyer, type CheckoutInput, checkOut } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import type { Store } from './find'
import { standInFor } from './pay-ways'

/** How the buyer goes on: with a card form, on the provider's page, or (both null) there is nothing left to pay. */
export type Begun = {
  token: string
  clientSecret: string | null
  redirectUrl: string | null
  /** The way to pay that was chosen does not answer, and another of its kind took its place. */
  isMoved?: boolean
}

const payable = ['created', 'requires_action', 'failed']

/** From the checkout form to a payment that its provider knows. Safe to repeat: one form is one order and one payment. */
export async function beginPurchase(
  store: Pick<Store, 'tenantId' | 'id'>,
  input: z.output<typeof CheckoutInput>,
  buyer: Buyer,
): Promise<Begun> {
  const { paymentId, token } = await checkOut(store, input, buyer)
  try {
    return { token, ...(await openPayment(store.tenantId, paymentId)) }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error
    const connectionId = await standInFor(store.tenantId, paymentId)
    if (!connectionId) throw error
    // The same order with a payment elsewhere; the one that was not answered for can never be paid, nobody has its key.
    const moved = await checkOut(store, { ...input, connectionId }, buyer)
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
  return { clientSecret: state.clientSecret, redirectUrl: state.clientSecret ? null : state.redirectUrl }
}
