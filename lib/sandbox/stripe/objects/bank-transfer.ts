import { type Call, change } from '../call'
import { emit } from '../events'
import { randomText } from '../ids'
import type { PaymentIntent } from '../shape'

const payable = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action'])

/** A part of the money has come by bank transfer; the payment waits for the rest. */
export function partiallyFund(
  call: Call,
  intent: PaymentIntent,
  amount = Math.floor(intent.amount / 2),
): PaymentIntent | undefined {
  if (!payable.has(intent.status) || amount <= 0 || amount >= intent.amount) return undefined
  const instructions = {
    amount_remaining: intent.amount - amount,
    currency: intent.currency,
    financial_addresses: [],
    hosted_instructions_url: `${call.kernel.url}/stripe/transfer/${intent.id}`,
    reference: randomText(12).toUpperCase(),
    type: 'eu_bank_transfer',
  }
  const funded = change(call, 'payment_intent', intent, {
    next_action: {
      display_bank_transfer_instructions: instructions,
      type: 'display_bank_transfer_instructions',
    } as PaymentIntent['next_action'],
    status: 'requires_action',
  })
  emit(call, 'payment_intent.partially_funded', funded)
  return funded
}
