import { eq } from 'drizzle-orm'
import { paymentMethods, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, UpstreamError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { markRefused } from '@/lib/payment-methods/charge'
import { blockMethod, dropCustomer } from '@/lib/payment-methods/keep'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from '@/lib/settlement/settle'
import type { Begun } from './begin'

type Start = (tenantId: string, paymentId: string) => Promise<PaymentState>
type Way = Omit<Begun, 'token'>

const nothingLeft: Way = { clientSecret: null, redirectUrl: null }
const goesOn = ['paid', 'authorized', 'pending']

/**
 * Charges the saved card of a payment whose owner has pressed "Pay", and settles it by the answer. Where the bank wants
 * to see him he goes there. Throws `precondition`, in words for the buyer, when it was declined: he chooses anew.
 */
export async function payWithSaved(tenantId: string, paymentId: string, start: Start): Promise<Way> {
  const state = await start(tenantId, paymentId).catch((error: unknown) => {
    if (error instanceof UpstreamError || error instanceof AppError) return error
    throw error
  })
  if (state instanceof UpstreamError) {
    // Nobody knows whether it was charged: the page of what is paid says so, and looks again.
    log().warn({ err: state, payment: paymentId }, 'a saved card was charged without an answer')
    return nothingLeft
  }
  if (state instanceof AppError) return refuse(tenantId, paymentId, state)
  if (state.status === 'requires_action' && state.redirectUrl)
    return { clientSecret: null, redirectUrl: state.redirectUrl }
  const methodId = await settle(tenantId, paymentId, state)
  if (goesOn.includes(state.status)) return nothingLeft
  return decline(tenantId, methodId, state)
}

const settle = (tenantId: string, paymentId: string, state: PaymentState): Promise<string | null> =>
  inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    await settleWith(tx, payment!, state)
    return payment!.methodId
  })

async function decline(tenantId: string, methodId: string | null, { charges }: PaymentState): Promise<never> {
  const last = charges.at(-1)
  const why = last?.buyerMessage ?? last?.message ?? 'Your bank has declined the payment.'
  if (last?.isHopeless && methodId) await inTenant(tenantId, (tx) => blockMethod(tx, methodId, why))
  throw new AppError('precondition', `${why} Nothing was charged. Choose another card or another way to pay.`)
}

/** The provider would not even try. */
async function refuse(tenantId: string, paymentId: string, error: AppError): Promise<never> {
  log().warn({ err: error, payment: paymentId }, 'a saved card could not be charged')
  await inTenant(tenantId, async (tx) => {
    if (!(await markRefused(tx, paymentId)) || error.code !== 'not_found') return
    const [found] = await tx
      .select({ method: paymentMethods })
      .from(payments)
      .innerJoin(paymentMethods, eq(paymentMethods.id, payments.methodId))
      .where(eq(payments.id, paymentId))
    if (found) await dropCustomer(tx, found.method, 'The payment provider no longer knows this card.')
  })
  throw new AppError(
    'precondition',
    'This card cannot be charged at the moment. Nothing was taken; choose another card or another way to pay.',
  )
}
