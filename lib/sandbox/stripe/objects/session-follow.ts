import { type Call, change } from '../call'
import type { CheckoutSession, EventType } from '../shape'

type Tell = (call: Call, type: EventType, object: object) => unknown

const done = new Set([
  'payment_intent.succeeded',
  'payment_intent.amount_capturable_updated',
  'payment_intent.processing',
  'setup_intent.succeeded',
])

function complete(call: Call, session: CheckoutSession, isPaid: boolean, tell: Tell) {
  const completed = change(call, 'checkout_session', session, {
    customer_details: {
      address: null,
      business_name: null,
      email: session.customer_email,
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    ...(isPaid && { payment_status: 'paid' }),
    status: 'complete',
    url: null,
  })
  tell(call, 'checkout.session.completed', completed)
}

function paidLater(call: Call, session: CheckoutSession, tell: Tell) {
  const paid = change(call, 'checkout_session', session, { payment_status: 'paid' })
  tell(call, 'checkout.session.async_payment_succeeded', paid)
}

/** A session goes with its intent: complete with what was begun, and told of again when a slow method ends (psp.md 3.15). */
export function followIntent(call: Call, type: string, object: object, tell: Tell): void {
  const { id } = object as { id: string }
  const session = call.store
    .list(call.scope, 'checkout_session')
    .findLast((each) => each.payment_intent === id || each.setup_intent === id)
  if (!session) return
  const { status, payment_status } = session
  if (status === 'open' && done.has(type)) complete(call, session, type === 'payment_intent.succeeded', tell)
  if (status !== 'complete' || payment_status !== 'unpaid') return
  if (type === 'payment_intent.succeeded') paidLater(call, session, tell)
  if (type === 'payment_intent.payment_failed') tell(call, 'checkout.session.async_payment_failed', session)
}
