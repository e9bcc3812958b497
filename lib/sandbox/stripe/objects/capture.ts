import { type Call, change } from '../call'
import { invalid, wrongState } from '../errors'
import { emit } from '../events'
import { mergeMetadata } from '../params'
import type { PaymentIntent } from '../shape'
import { bookCharge } from './charge'
import type { CaptureParams } from './payment-intent-params'

/** Takes held money, all or a part; the rest of the hold is released (psp.md 3.11). */
export function captureIntent(call: Call, intent: PaymentIntent, params: CaptureParams): PaymentIntent {
  if (intent.status !== 'requires_capture')
    throw wrongState(
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      { payment_intent: intent },
    )
  const amount = params.amount_to_capture ?? intent.amount_capturable
  if (amount > intent.amount_capturable)
    throw invalid(
      `The amount you requested to capture (${amount}) is greater than the authorized amount (${intent.amount_capturable}).`,
      'amount_to_capture',
      'amount_too_large',
    )
  const held = call.store.get(call.scope, 'charge', intent.latest_charge ?? '')
  const released = held.amount - amount
  const captured = { ...held, amount_captured: amount, amount_refunded: released, captured: true }
  const charge = bookCharge(call, captured)
  emit(call, 'charge.captured', charge, { captured: false })
  const done = change(call, 'payment_intent', intent, {
    amount_capturable: 0,
    amount_received: amount,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    status: 'succeeded',
  })
  emit(call, 'payment_intent.succeeded', done)
  return done
}

const cancelable = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action']

function end(call: Call, intent: PaymentIntent, reason: PaymentIntent['cancellation_reason']): PaymentIntent {
  const canceled = change(call, 'payment_intent', intent, {
    amount_capturable: 0,
    canceled_at: call.kernel.now(),
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  })
  emit(call, 'payment_intent.canceled', canceled)
  return canceled
}

/** A hold that is released shows as a refunded charge, though no money came back (psp.md, surprise 8). */
export function cancelIntent(
  call: Call,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): PaymentIntent {
  if (!cancelable.includes(intent.status))
    throw wrongState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${cancelable.join(', ')}.`,
      { payment_intent: intent },
    )
  const session = openSessionOf(call, intent)
  if (session)
    throw wrongState(
      'You cannot cancel the PaymentIntent for a Checkout Session. Expire the Checkout Session instead.',
      { payment_intent: intent },
    )
  if (intent.status === 'requires_capture') {
    const held = call.store.get(call.scope, 'charge', intent.latest_charge ?? '')
    const charge = change(call, 'charge', held, { amount_refunded: held.amount, refunded: true })
    emit(call, 'charge.refunded', charge, { amount_refunded: 0, refunded: false })
  }
  return end(call, intent, reason)
}

const openSessionOf = (call: Call, { id }: PaymentIntent) =>
  call.store
    .list(call.scope, 'checkout_session')
    .find(({ payment_intent, status }) => payment_intent === id && status === 'open')

/** The checkout that it was begun in is over. */
export function expireIntent(call: Call, intent: PaymentIntent) {
  if (cancelable.includes(intent.status)) end(call, intent, 'expired')
}

/** Nobody captured in time. */
export function lapse(call: Call, intent: PaymentIntent) {
  if (intent.status !== 'requires_capture') return
  const held = call.store.get(call.scope, 'charge', intent.latest_charge ?? '')
  const charge = change(call, 'charge', held, { amount_refunded: held.amount, refunded: true })
  emit(call, 'charge.expired', charge)
  end(call, intent, 'automatic')
}
