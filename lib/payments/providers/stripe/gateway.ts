import type Stripe from 'stripe'
import type { Able, Endpoint, FetchOptions } from '../../provider'
import { ask, clientFor, explain, hasCode } from './client'
import { acceptDispute, submitEvidence } from './dispute'
import { toWire, toWirePrice } from './exponent'
import { fetchPayout, findBalanceLines, findPayments, findPayouts, findReturned, listEvents } from './lists'
import { readNotice } from './notice'
import { fetchPayment } from './read'
import { refund } from './refund'
import { chargeSaved, fetchMethod, fetchSetup, makeCustomer, removeMethod, startSetup } from './saved'
import { toState } from './translate'

/** A Stripe account, ready to call with one secret or restricted key. */
export function connect(
  secretKey: string,
  endpoint: Endpoint,
): Able<
  | 'fetchPayment'
  | 'refund'
  | 'startSetup'
  | 'fetchSetup'
  | 'chargeSaved'
  | 'fetchMethod'
  | 'removeMethod'
  | 'submitEvidence'
  | 'acceptDispute'
  | 'listEvents'
  | 'findPayments'
  | 'findPayouts'
  | 'findBalanceLines'
> {
  const client = clientFor(secretKey, endpoint)
  const read = (externalId: string, options?: FetchOptions) => fetchPayment(client, externalId, options)
  return {
    async startPayment({ key, amount, email, description, metadata, capture, save }) {
      const customer =
        save && (save.customerExternalId ?? (await makeCustomer(client, { key, email, metadata, ...save })))
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
      const intent = await ask('PaymentIntents: write', () =>
        client.paymentIntents.create(params, { idempotencyKey: key }),
      )
      // A replayed answer is as old as the first call; the payment may have moved since.
      const isReplay = intent.lastResponse.headers['idempotent-replayed'] === 'true'
      return isReplay ? read(intent.id) : toState(intent, { charges: [], refunds: [], disputes: [] })
    },
    fetchPayment: read,
    cancelPayment: (externalId) =>
      moveThenRead(client, externalId, () =>
        client.paymentIntents.cancel(externalId, { cancellation_reason: 'abandoned' }),
      ),
    capturePayment: ({ key, externalId, amount }) =>
      moveThenRead(client, externalId, () =>
        client.paymentIntents.capture(externalId, amount ? { amount_to_capture: toWire(amount) } : {}, {
          idempotencyKey: key,
        }),
      ),
    refund: (input) => refund(client, input),
    startSetup: (input) => startSetup(client, input),
    fetchSetup: (externalId) => fetchSetup(client, externalId),
    chargeSaved: (input) => chargeSaved(client, input),
    fetchMethod: (method) => fetchMethod(client, method),
    removeMethod: (method) => removeMethod(client, method),
    submitEvidence: (input) => submitEvidence(client, input),
    acceptDispute: (input) => acceptDispute(client, input),
    readNotice,
    listEvents: (since, until, options) => listEvents(client, since, until, options),
    findPayments: (since, until) => findPayments(client, since, until),
    findReturned: (since, until) => findReturned(client, since, until),
    fetchPayout: (externalId) => fetchPayout(client, externalId),
    findPayouts: (since) => findPayouts(client, since),
    findBalanceLines: (of) => findBalanceLines(client, of),
  }
}

/** A wrong-state answer is no failure and no success: what holds is what is read afterwards. */
async function moveThenRead(client: Stripe, externalId: string, move: () => Promise<unknown>) {
  try {
    await move()
  } catch (error) {
    if (!hasCode(error, 'payment_intent_unexpected_state')) throw explain(error, 'PaymentIntents: write')
  }
  return fetchPayment(client, externalId)
}
