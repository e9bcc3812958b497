import { AppError } from '@/lib/core/error'
import type { Able, Endpoint, FetchOptions, Gateway, PaymentState } from '../../provider'
import { complete, fetchCheckout, start } from './checkout'
import { clientFor, explain, has, messageId } from './client'
import { modeOf, type PaypalCredentials, placesOf } from './credentials'
import { toWire } from './exponent'
import { findPayments } from './history'
import { confirmNotice, readNotice } from './ipn'
import { type Desk, readTransaction } from './lookup'
import { refund } from './refund'

const isToken = (externalId: string): boolean => externalId.startsWith('EC-')

/** A merchant's account, ready to call by API signature. PayPal keeps no list of notifications. */
export function connect(
  credentials: PaypalCredentials,
  endpoint: Endpoint,
): Able<'fetchPayment' | 'completePayment' | 'confirmNotice' | 'capturePayment' | 'refund' | 'findPayments'> {
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
    readNotice: ({ body }) => readNotice(body),
    confirmNotice: (body) => confirmNotice(postback, mode, body, endpoint.limitMs),
  }
}

/** A payment is named by the token of its checkout until it is made, then by its transaction. */
const fetchPayment = (desk: Desk, externalId: string, options?: FetchOptions): Promise<PaymentState> =>
  isToken(externalId) ? fetchCheckout(desk, externalId, options) : readTransaction(desk, externalId)

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
  // 10600: it was voided before. 10602: it was captured before.
  if (!answer.isDone && !has(answer, 10600, 10601, 10602)) throw explain(answer)
  return readTransaction(desk, state.externalId)
}

/** Takes what is held, or a part of it; from then on the payment is named by its capture. */
async function capture(
  desk: Desk,
  { key, externalId, amount }: Parameters<NonNullable<Gateway['capturePayment']>>[0],
): Promise<PaymentState> {
  const held = await fetchPayment(desk, externalId)
  if (held.status !== 'authorized')
    throw new AppError('precondition', 'Only a payment that is held can be captured.', {
      provider: 'paypal-nvp',
    })
  const wanted = amount ?? held.amount
  const { TRANSACTIONID: id } = await desk.client.call('DoCapture', {
    AUTHORIZATIONID: held.externalId,
    AMT: toWire(wanted),
    CURRENCYCODE: wanted.currency,
    COMPLETETYPE: 'Complete',
    MSGSUBID: messageId(key),
  })
  return readTransaction(desk, id!)
}
