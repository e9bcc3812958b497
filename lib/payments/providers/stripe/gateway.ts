import type Stripe from 'stripe'
import type { Able } from '../../gateway'
import type { PayPage } from '../../provider'
import type { PaymentState } from '../../states'
import { explain, hasCode } from './client'
import { acceptDispute, submitEvidence } from './dispute'
import { toWire } from './exponent'
import { fetchPayout, findBalanceLines, findPayments, findPayouts, findReturned, listEvents } from './lists'
import { readNotice } from './notice'
import { fetchPayment } from './read'
import { refund } from './refund'
import { chargeSaved, fetchMethod, fetchSetup, removeMethod, startSetup } from './saved'
import { closeSession, isSession } from './session'
import { start } from './start'

/** A Stripe account, ready to call through a client that acts for it. */
export function connect(
  client: Stripe,
  page: PayPage,
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
  return {
    startPayment: (input) => start(client, input, page),
    fetchPayment: (externalId, options) => fetchPayment(client, externalId, options),
    cancelPayment: (externalId) => cancel(client, externalId),
    capturePayment: ({ key, externalId, amount }) =>
      moveThenRead(client, externalId, () =>
        client.paymentIntents.capture(externalId, amount ? { amount_to_capture: toWire(amount) } : {}, {
          idempotencyKey: key,
        }),
      ),
    refund: (input) => refund(client, input),
    startSetup: (input) => startSetup(client, input, page),
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

async function cancel(client: Stripe, externalId: string): Promise<PaymentState> {
  const intent = isSession(externalId) ? await closeSession(client, externalId) : externalId
  if (!intent) return fetchPayment(client, externalId)
  return moveThenRead(client, intent, () =>
    client.paymentIntents.cancel(intent, { cancellation_reason: 'abandoned' }),
  )
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
