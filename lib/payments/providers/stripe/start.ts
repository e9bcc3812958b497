import type Stripe from 'stripe'
import type { StartPayment } from '../../gateway'
import type { PayPage } from '../../provider'
import type { PaymentState } from '../../states'
import { askEach, explain, isOfAnotherWish } from './client'
import { toWirePrice } from './exponent'
import { fetchPayment } from './read'
import { makeCustomer } from './saved'
import { startSession } from './session'
import { toState } from './translate'

/** Makes the payment, or finds the one that was made: one key is one payment, whatever is asked for with it later. */
export async function start(client: Stripe, input: StartPayment, page: PayPage): Promise<PaymentState> {
  const { key, amount, email, description, metadata, capture, save } = input
  const customer =
    save && (save.customerExternalId ?? (await makeCustomer(client, { key, email, metadata, ...save })))
  if (page === 'hosted') return startSession(client, input, customer || undefined)
  const params: Stripe.PaymentIntentCreateParams = {
    amount: toWirePrice(amount),
    currency: amount.currency.toLowerCase(),
    capture_method: capture === 'manual' ? 'manual' : 'automatic_async',
    automatic_payment_methods: { enabled: true },
    description,
    metadata,
    ...(email && { receipt_email: email }),
    ...(customer && { customer, setup_future_usage: 'off_session' }),
  }
  try {
    const intent = await client.paymentIntents.create(params, { idempotencyKey: key })
    // A replayed answer is as old as the first call; the payment may have moved since.
    const isReplay = intent.lastResponse.headers['idempotent-replayed'] === 'true'
    if (isReplay) return await fetchPayment(client, intent.id)
    return toState(intent, { charges: [], refunds: [], disputes: [] })
  } catch (error) {
    const id = isOfAnotherWish(error) && (await findMade(client, metadata))
    if (!id) throw explain(error, 'PaymentIntents: write')
    return fetchPayment(client, id)
  }
}

// docs.stripe.com/api/idempotent_requests: a key is kept for a day at least, and then forgotten.
const keptS = 48 * 3_600

/** The payment that the first call with this key made; the search of Stripe may not know it yet, its list does. */
async function findMade(client: Stripe, { payment_id }: Record<string, string>): Promise<string | undefined> {
  if (!payment_id) return undefined
  const since = Math.floor(Date.now() / 1000) - keptS
  const list = client.paymentIntents.list({ created: { gte: since }, limit: 100 })
  for await (const { id, metadata } of askEach('PaymentIntents: read', list))
    if (metadata.payment_id === payment_id) return id
  return undefined
}
