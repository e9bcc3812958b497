import type { Able, FetchOptions, Gateway } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { PaymentState } from '../../states'
import { complete, fetchCheckout, start } from './checkout'
import { clientFor, explain, has, messageId } from './client'
import { modeOf, type PaypalCredentials, placesOf } from './credentials'
import { toWire } from './exponent'
import { findPayments, findReturned } from './history'
import { confirmNotice, readNotice } from './ipn'
import { type Desk, readTransaction } from './lookup'
import { refund } from './refund'

const isToken = (externalId: string): boolean => externalId.startsWith('EC-')

/** A merchant's account, ready to call by API signature. PayPal keeps no list of notifications. */
export function connect(
  credentials: PaypalCredentials,
  endpoint: Endpoint,
): Able<
  | 'fetchPayment'
  | 'completePayment'
  | 'confirmNotice'
  | 'capturePayment'
  | 'refund'
  | 'findPayments'
  | 'findReturned'
> {
  const { checkout, postback } = placesOf(credentials, endpoint)
  const mode = modeOf(credentials)
  const account = `${endpoint.url} ${credentials.username}`
  const desk: Desk = { client: clientFor(credentials, endpoint), mode, account, checkout }
  return {
    startPayment: (input) => start(desk, input),
    fetchPayment: (externalId, options) => fetchPayment(desk, externalId, options),
    completePayment: (input) => complete(desk, input),
    cancelPayment: (externalId, options) => cancel(desk, externalId, options),
    capturePayment: (input) => capture(desk, input),
    refund: (input) => refund(desk, input),
    findPayments: (since, until) => findPayments(desk, since, until),
    findReturned: (since, until) => findReturned(desk, since, until),
    readNotice: ({ body }) => readNotice(body),
    confirmNotice: (body) => confirmNotice(postback, mode, body, endpoint.limitMs),
  }
}

/** A payment is named by the token of its checkout until it is made, then by its transaction. */
const fetchPayment = (desk: Desk, externalId: string, options?: FetchOptions): Promise<PaymentState> =>
  isToken(externalId) ? fetchCheckout(desk, externalId, options) : readTransaction(desk, externalId)

// The hold was voided, has expired, was captured before, or was none.
const over = [10600, 10601, 10602, 10609]

/** What is held is let go. A checkout cannot be called off, but nobody takes its money, and it lapses by itself. */
async function cancel(desk: Desk, externalId: string, options?: FetchOptions): Promise<PaymentState> {
  const state = await fetchPayment(desk, externalId, options)
  if (state.status === 'requires_action')
    return {
      ...state,
      status: 'canceled',
      awaitsCompletion: false,
      redirectUrl: null,
      canceledBecause: 'canceled',
    }
  if (state.status !== 'authorized') return state
  const answer = await desk.client.ask('DoVoid', { AUTHORIZATIONID: state.externalId })
  if (!answer.isDone && !has(answer, ...over)) throw explain(answer)
  return readTransaction(desk, state.externalId)
}

/** Takes what is held, or a part of it; from then on the payment is named by its capture. What was done before stays. */
async function capture(
  desk: Desk,
  { key, externalId, amount }: Parameters<NonNullable<Gateway['capturePayment']>>[0],
): Promise<PaymentState> {
  const wanted = amount ?? (await fetchPayment(desk, externalId)).amount
  const answer = await desk.client.ask('DoCapture', {
    AUTHORIZATIONID: externalId,
    AMT: toWire(wanted),
    CURRENCYCODE: wanted.currency,
    COMPLETETYPE: 'Complete',
    MSGSUBID: messageId(key),
  })
  if (!answer.isDone && !has(answer, ...over)) throw explain(answer)
  return readTransaction(desk, answer.pairs.TRANSACTIONID ?? externalId)
}
