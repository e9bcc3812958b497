import { AppError } from '@/lib/core/error'
import type { Able, RequestRefund } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { PaymentState, RefundState } from '../../states'
import { askEach, type Client, clientFor, explain, hasStatus } from './client'
import { type MollieCredentials, modeOf } from './credentials'
import { fromWire, toWire, type WireAmount } from './exponent'
import { readNotice } from './notice'
import { read } from './read'
import { chargeSaved, fetchMethod, fetchSetup, mandateOf, removeMethod, startSetup } from './saved'
import { start } from './start'
import { REASON, REFERENCE, toRefund, toState } from './translate'
import { WirePayment, WireRefund, WireReturn } from './wire'

/** A Mollie profile, ready to call with its API key. Mollie keeps no list of events. */
export function connect(
  credentials: MollieCredentials,
  endpoint: Endpoint,
): Able<
  | 'fetchPayment'
  | 'refund'
  | 'startSetup'
  | 'fetchSetup'
  | 'chargeSaved'
  | 'fetchMethod'
  | 'removeMethod'
  | 'findPayments'
> {
  const client = clientFor(credentials.apiKey, endpoint)
  const mode = modeOf(credentials)
  return {
    startPayment: (input) => start(client, endpoint, input),
    fetchPayment: (externalId) => fetchPayment(client, externalId),
    cancelPayment: (externalId) => cancel(client, externalId),
    refund: (input) => refund(client, input),
    startSetup: (input) => startSetup(client, endpoint, input),
    fetchSetup: (externalId) => fetchSetup(client, externalId),
    chargeSaved: (input) => chargeSaved(client, endpoint, input),
    fetchMethod: (method) => fetchMethod(client, method),
    removeMethod: (method) => removeMethod(client, method),
    readNotice: ({ body }) => readNotice(body, mode),
    findPayments: (since, until) => findPayments(client, since, until),
    findReturned: (since, until) => findReturned(client, since, until),
  }
}

async function fetchPayment(client: Client, externalId: string): Promise<PaymentState> {
  const payment = await read(client, externalId)
  const savedMethod = await mandateOf(client, payment)
  return { ...toState(payment), ...(savedMethod && { savedMethod }) }
}

/** Most methods cannot be called off while the buyer is at the bank: then the state comes back as it is. */
async function cancel(client: Client, externalId: string): Promise<PaymentState> {
  const payment = await read(client, externalId)
  if (!payment.isCancelable) return toState(payment)
  try {
    await client.payments.cancel(externalId)
  } catch (error) {
    if (!hasStatus(error, 422)) throw explain(error)
  }
  return toState(await read(client, externalId))
}

/** Looks for the refund first: Mollie's key protects for an hour, our reference in the metadata for ever. */
async function refund(client: Client, input: RequestRefund): Promise<RefundState> {
  const { key, externalId, amount, reason, reference } = input
  const wire = toWire(amount)
  const made = await findRefund(client, externalId, reference)
  if (made) return made
  try {
    const answer = await client.paymentRefunds.create({
      paymentId: externalId,
      amount: wire,
      description: (reason ?? 'Refund').slice(0, 255),
      metadata: { [REFERENCE]: reference, ...(reason && { [REASON]: reason.slice(0, 300) }) },
      idempotencyKey: key,
    })
    return toRefund(WireRefund.parse(answer))
  } catch (error) {
    if (!hasStatus(error, 409)) throw explain(error)
    const ours = await findRefund(client, externalId, reference)
    if (ours) return ours
    throw new AppError(
      'precondition',
      'Mollie takes no second refund of the same amount for a payment within the hour. Wait an hour, then try again.',
      { provider: 'mollie' },
      { cause: error },
    )
  }
}

async function findRefund(
  client: Client,
  externalId: string,
  reference: string,
): Promise<RefundState | undefined> {
  const { refunds } = toState(await read(client, externalId))
  return refunds.find((each) => each.reference === reference)
}

/** Newest first; Mollie cannot be asked by date, so it is read until they are older. A list embeds nothing. */
async function* findPayments(client: Client, since: Date, until?: Date): AsyncGenerator<PaymentState> {
  for await (const payment of askEach(WirePayment, client.payments.iterate())) {
    if (payment.createdAt < since) return
    if (until && payment.createdAt > until) continue
    const hasMore = isSome(payment.amountRefunded) || isSome(payment.amountChargedBack)
    yield toState(hasMore ? await read(client, payment.id) : payment)
  }
}

const isSome = (amount: WireAmount | null | undefined): boolean => !!amount && fromWire(amount).amount > 0n

async function* findReturned(client: Client, since: Date, until?: Date) {
  for (const list of [client.refunds.iterate(), client.chargebacks.iterate()])
    for await (const { paymentId, createdAt } of askEach(WireReturn, list)) {
      if (createdAt < since) break
      if (!until || createdAt <= until) yield { paymentExternalId: paymentId, at: createdAt }
    }
}
