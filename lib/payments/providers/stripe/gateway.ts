import type Stripe from 'stripe'
import type { Able, Endpoint, FetchOptions, Notice, PaymentState, RequestRefund } from '../../provider'
import { ask, askEach, clientFor, explain, hasCode } from './client'
import { toWire, toWirePrice } from './exponent'
import { readNotice, toNotice } from './notice'
import { latestOf, REASON, REFERENCE, toRefund, toState } from './translate'

const withCharge = ['latest_charge.balance_transaction']

/** A Stripe account, ready to call with one secret or restricted key. */
export function connect(
  secretKey: string,
  endpoint: Endpoint,
): Able<'fetchPayment' | 'refund' | 'findPayments'> {
  const client = clientFor(secretKey, endpoint)
  const read = (externalId: string, options?: FetchOptions) => fetchPayment(client, externalId, options)
  return {
    async startPayment({ key, amount, email, description, metadata, capture }) {
      const params: Stripe.PaymentIntentCreateParams = {
        amount: toWirePrice(amount),
        currency: amount.currency.toLowerCase(),
        capture_method: capture === 'manual' ? 'manual' : 'automatic_async',
        automatic_payment_methods: { enabled: true },
        description,
        metadata,
        ...(email && { receipt_email: email }),
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
    readNotice,
    listEvents: (since, until) => listEvents(client, since, until),
    findPayments: (since) => findPayments(client, since),
  }
}

async function fetchPayment(
  client: Stripe,
  externalId: string,
  options?: FetchOptions,
): Promise<PaymentState> {
  const intent = await ask('PaymentIntents: read', () =>
    client.paymentIntents.retrieve(externalId, { expand: withCharge }),
  )
  return complete(client, intent, options?.everything === true)
}

/** Reads only what the intent and its latest charge say there is; `everything` takes no such hint for an answer. */
async function complete(
  client: Stripe,
  intent: Stripe.PaymentIntent,
  everything: boolean,
): Promise<PaymentState> {
  const latest = latestOf(intent)
  if (!latest) return toState(intent, { charges: [], refunds: [], disputes: [] })
  const of = { payment_intent: intent.id, limit: 100 }
  const wanted = {
    charges: everything || latest.status === 'failed',
    refunds: everything || latest.refunded || latest.amount_refunded > 0,
    disputes: everything || latest.disputed,
  }
  const [charges, refunds, disputes, warnings] = await Promise.all([
    wanted.charges
      ? all('Charges: read', client.charges.list({ ...of, expand: ['data.balance_transaction'] }))
      : [latest],
    wanted.refunds ? all('Charges and Refunds: read', client.refunds.list(of)) : [],
    wanted.disputes ? all('Disputes: read', client.disputes.list(of)) : [],
    everything ? all('Charges: read', client.radar.earlyFraudWarnings.list(of)) : undefined,
  ])
  return toState(intent, { charges, refunds, disputes, ...(warnings && { warnings }) })
}

async function all<T>(right: string, list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const each of askEach(right, list)) found.push(each)
  return found
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

/** Looks for the refund first: an idempotency key protects for a day, our reference in the metadata for ever. */
async function refund(client: Stripe, { key, externalId, amount, reason, reference }: RequestRefund) {
  const wire = toWire(amount)
  const made = await findRefund(client, externalId, reference)
  if (made) return toRefund(made)
  try {
    const params: Stripe.RefundCreateParams = {
      payment_intent: externalId,
      amount: wire,
      metadata: { [REFERENCE]: reference, ...(reason && { [REASON]: reason.slice(0, 500) }) },
      ...(isStripeReason(reason) && { reason }),
    }
    return toRefund(await client.refunds.create(params, { idempotencyKey: key }))
  } catch (error) {
    const ours =
      hasCode(error, 'charge_already_refunded') && (await findRefund(client, externalId, reference))
    if (ours) return toRefund(ours)
    throw explain(error, 'Charges and Refunds: write')
  }
}

const stripeReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

const isStripeReason = (reason: string | undefined): reason is (typeof stripeReasons)[number] =>
  stripeReasons.some((known) => known === reason)

async function findRefund(client: Stripe, paymentIntent: string, reference: string) {
  const made = await all(
    'Charges and Refunds: read',
    client.refunds.list({ payment_intent: paymentIntent, limit: 100 }),
  )
  return made.find(({ metadata }) => metadata?.[REFERENCE] === reference)
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

/** Newest first; Stripe keeps events for 30 days (docs.stripe.com/api/events). */
async function* listEvents(client: Stripe, since: Date, until?: Date): AsyncGenerator<Notice> {
  const created = { gte: seconds(since), ...(until && { lte: seconds(until) }) }
  const list = client.events.list({ created, limit: 100 })
  for await (const event of askEach('Events: read', list)) yield toNotice(event)
}

/** Newest first, each as whole as `fetchPayment` gives it. */
async function* findPayments(client: Stripe, since: Date): AsyncGenerator<PaymentState> {
  const expand = withCharge.map((path) => `data.${path}`)
  const list = client.paymentIntents.list({ created: { gte: seconds(since) }, limit: 100, expand })
  for await (const intent of askEach('PaymentIntents: read', list)) yield complete(client, intent, false)
}
