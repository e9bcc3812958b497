import { eq } from 'drizzle-orm'
import { paymentMethods, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound, UpstreamError } from '@/lib/core/error'
import type { StartPayment } from '@/lib/payments/gateway'
import { houseState } from '@/lib/payments/house'
import { type Purpose, startPayment } from '@/lib/payments/start'
import type { PaymentState } from '@/lib/payments/states'
import { chargeMethod } from './charge'
import { customerOf, dropCustomer } from './keep'
import { findOwner, type Method, ownerId } from './owner'

/**
 * Makes a payment known to its provider by what it is to do with a card: charges the saved one, keeps the one that it is
 * paid with, or neither; one that was taken out of a wallet is paid. Safe to repeat. Throws like `startPayment` and `chargeMethod`.
 */
export async function startWithCard(
  tenantId: string,
  paymentId: string,
  purpose: Purpose,
): Promise<PaymentState> {
  const use = await cardUse(tenantId, paymentId)
  if (use.kind === 'plain') return startPayment(tenantId, paymentId, purpose)
  if (use.kind === 'paid') return use.state
  if (use.kind === 'charge') return charge(tenantId, paymentId, purpose)
  const { method, ...save } = use
  return startPayment(tenantId, paymentId, { ...purpose, save }).catch(async (error: unknown) => {
    const isLost = error instanceof AppError && error.code === 'not_found' && save.customerExternalId
    if (!isLost) throw error
    // Another account is connected than the one that knew him.
    const lost = { ...method, customerExternalId: save.customerExternalId }
    await inTenant(tenantId, (tx) =>
      dropCustomer(tx, lost, 'The payment provider no longer knows this card.'),
    )
    return startPayment(tenantId, paymentId, {
      ...{ ...purpose, attempt: 2 },
      save: { ...save, customerExternalId: null },
    })
  })
}

type Save = NonNullable<StartPayment['save']>
type Use =
  | { kind: 'plain' }
  | { kind: 'paid'; state: PaymentState }
  | { kind: 'charge' }
  | ({ kind: 'keep'; method: Method } & Save)

const cardUse = (tenantId: string, paymentId: string): Promise<Use> =>
  inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ payment: payments, method: paymentMethods })
      .from(payments)
      .leftJoin(paymentMethods, eq(paymentMethods.id, payments.methodId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    const { payment, method } = found
    const use = payment.methodUse
    // Out of a wallet: there is nobody to begin it with.
    if (payment.walletId && payment.status === 'paid')
      return { kind: 'paid', state: await houseState(tx, payment) }
    if (!use || !method) return { kind: 'plain' }
    if (use !== 'keep') return { kind: 'charge' }
    const { name } = await findOwner(tx, ownerId(method))
    return { kind: 'keep', method, name, customerExternalId: await customerOf(tx, method) }
  })

async function charge(
  tenantId: string,
  paymentId: string,
  { description, metadata, capture, returnUrl }: Purpose,
): Promise<PaymentState> {
  // Without an address: a repeat must ask for the very same, and that of an order may be corrected meanwhile.
  const purpose = { email: null, description, metadata, capture, returnUrl }
  const state = await chargeMethod(tenantId, paymentId, purpose)
  if (state) return state
  throw new UpstreamError('The payment provider')
}
