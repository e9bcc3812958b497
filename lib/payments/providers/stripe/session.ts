import type Stripe from 'stripe'
import { invariant, notFound } from '@/lib/core/error'
import { madeAt } from '@/lib/core/id'
import type { StartPayment } from '../../gateway'
import type { PaymentState } from '../../states'
import { ask, askEach, explain, isOfAnotherWish, isRefusal } from './client'
import { complete, withCharge } from './complete'
import { fromWire, toWirePrice } from './exponent'

type Session = Stripe.Checkout.Session

const right = 'Checkout Sessions: write'
const readRight = 'Checkout Sessions: read'

/** Marks an intent that was begun on Stripe's page; the metadata of a checkout does not reach its intent by itself. */
export const PAGE = 'simyard_page'

const withIntent = withCharge.map((path) => `payment_intent.${path}`)

export const isSession = (externalId: string): boolean => externalId.startsWith('cs_')

// docs.stripe.com/api/checkout/sessions/create: from half an hour to a day.
const openS = 3 * 3_600
const leastS = 31 * 60

/** The same for each try of a payment, as its key asks for; we end it ourselves when the order closes. */
function expiryOf(paymentId: string | undefined): number {
  const now = Date.now()
  const begun = (paymentId && madeAt(paymentId)?.getTime()) || now
  const until = Math.floor(begun / 1000) + openS
  return until - now / 1000 > leastS ? until : Math.floor(now / 1000) + openS
}

/** Where the buyer comes back to; what he brings along is a claim, and only read in Stripe's own logs. */
const returnTo = (returnUrl: string) => ({
  success_url: `${returnUrl}?session={CHECKOUT_SESSION_ID}`,
  cancel_url: returnUrl,
})

/** Begins a checkout on Stripe's page, or finds the one that was begun with this key. */
export async function startSession(
  client: Stripe,
  { key, amount, email, description, metadata, capture, returnUrl }: StartPayment,
  customer: string | undefined,
): Promise<PaymentState> {
  invariant(returnUrl, 'Stripe needs to know where the buyer comes back to')
  const { payment_id: reference } = metadata
  const params: Stripe.Checkout.SessionCreateParams = {
    mode: 'payment',
    ui_mode: 'hosted_page',
    ...returnTo(returnUrl),
    expires_at: expiryOf(reference),
    ...(reference && { client_reference_id: reference }),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: amount.currency.toLowerCase(),
          unit_amount: toWirePrice(amount),
          product_data: { name: description.slice(0, 250) },
        },
      },
    ],
    metadata,
    payment_intent_data: {
      capture_method: capture === 'manual' ? 'manual' : 'automatic_async',
      description,
      metadata: { ...metadata, [PAGE]: 'hosted' },
      ...(email && { receipt_email: email }),
      ...(customer && { setup_future_usage: 'off_session' }),
    },
    ...(customer ? { customer } : email && { customer_email: email }),
  }
  try {
    const session = await client.checkout.sessions.create(params, { idempotencyKey: key })
    const isReplay = session.lastResponse.headers['idempotent-replayed'] === 'true'
    return await stateOf(client, isReplay ? await readSession(client, session.id) : session, false)
  } catch (error) {
    const id = isOfAnotherWish(error) && (await findMade(client, reference))
    if (!id) throw explain(error, right)
    return stateOf(client, await readSession(client, id), false)
  }
}

const keptS = 48 * 3_600

/** The checkout that the first call with this key made. */
async function findMade(client: Stripe, reference: string | undefined): Promise<string | undefined> {
  if (!reference) return undefined
  const since = Math.floor(Date.now() / 1000) - keptS
  const list = client.checkout.sessions.list({ created: { gte: since }, limit: 100 })
  for await (const { id, client_reference_id } of askEach(readRight, list))
    if (client_reference_id === reference) return id
  return undefined
}

/** Throws `not_found` for one that takes no payment. */
export async function readSession(client: Stripe, id: string): Promise<Session> {
  const session = await ask(readRight, () => client.checkout.sessions.retrieve(id, { expand: withIntent }))
  if (session.mode !== 'payment') throw notFound('payment at Stripe')
  return session
}

/** The checkout in which an intent was begun, with it; null for one that was begun in a form of ours. */
export async function sessionOf(client: Stripe, intent: Stripe.PaymentIntent): Promise<Session | null> {
  if (intent.metadata?.[PAGE] !== 'hosted') return null
  const { data } = await ask(readRight, () =>
    client.checkout.sessions.list({ payment_intent: intent.id, limit: 1 }),
  )
  return data[0] ? { ...data[0], payment_intent: intent } : null
}

/**
 * A checkout -> our state. While it is open the payment bears its name, and the buyer may try card after card; from then
 * on it bears the name of its intent.
 */
export async function stateOf(client: Stripe, session: Session, everything: boolean): Promise<PaymentState> {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  const made = intent && (await complete(client, intent, everything))
  if (made && session.status === 'complete')
    return {
      ...made,
      ...(intent.status === 'requires_payment_method' && { status: 'failed' as const }),
      formerExternalId: session.id,
      clientSecret: null,
      redirectUrl: null,
    }
  const amount = fromWire(session.amount_total ?? 0, session.currency ?? '')
  return {
    externalId: session.id,
    status:
      session.status === 'open' ? 'requires_action' : session.status === 'expired' ? 'expired' : 'pending',
    amount,
    received: { ...amount, amount: 0n },
    mode: session.livemode ? 'live' : 'test',
    metadata: session.metadata ?? {},
    madeAt: new Date(session.created * 1000),
    clientSecret: null,
    redirectUrl: session.url,
    charges: made?.charges ?? [],
    refunds: [],
    disputes: [],
    captureBefore: null,
    canceledBecause: session.status === 'expired' ? 'expired' : null,
  }
}

/** Ends a checkout that nobody has paid. Gives the name of what there is to cancel yet: its intent, or null. */
export async function closeSession(client: Stripe, id: string): Promise<string | null> {
  const session = await readSession(client, id)
  if (session.status === 'complete')
    return typeof session.payment_intent === 'object'
      ? (session.payment_intent?.id ?? null)
      : session.payment_intent
  if (session.status !== 'open') return null
  try {
    await client.checkout.sessions.expire(id)
  } catch (error) {
    // Paid or over in this moment: what holds is what is read afterwards.
    if (!isRefusal(error) || error.code === 'resource_missing') throw explain(error, right)
  }
  return null
}
