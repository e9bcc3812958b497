import type { Call } from '../call'
import { type Card, cardById, cardByNumber, isCardNumber } from '../cards'
import { declines } from '../declines'
import { ApiError, cardError, invalid, missingParam } from '../errors'
import { isIban } from '../iban'
import { newId } from '../ids'
import { hash, integer, mergeMetadata, metadata, oneOf, type Params, text } from '../params'
import type { PaymentMethod } from '../shape'
import { billingRule, fullBilling, redisplayRule } from './billing'
import { cardDetails, checkExpiry, fingerprint } from './card-details'

const methodTypes = ['card', 'sepa_debit'] as const

export const methodSpec = {
  type: oneOf(...methodTypes),
  card: hash({ number: text(), exp_month: integer(), exp_year: integer(), cvc: text(), token: text() }),
  sepa_debit: hash({ iban: text() }, 'iban'),
  billing_details: billingRule,
  allow_redisplay: redisplayRule,
  metadata,
}

export const methodRule = hash(methodSpec, 'type')

export type MethodData = Params<typeof methodSpec, 'type'>

function base(call: Call, type: PaymentMethod['type'], data: Partial<MethodData>): PaymentMethod {
  return {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: data.allow_redisplay ?? 'unspecified',
    billing_details: fullBilling(data.billing_details),
    created: call.kernel.now(),
    customer: null,
    customer_account: null,
    livemode: call.scope.livemode,
    metadata: mergeMetadata({}, data.metadata),
    type,
  }
}

function fromCard(call: Call, data: MethodData): PaymentMethod {
  const { number, cvc, exp_month, exp_year } = data.card ?? {}
  if (!number) throw missingParam('card[number]')
  if (!call.isBrowser)
    throw invalid(
      'Sending credit card numbers directly to the Stripe API is generally unsafe. To continue processing use Stripe.js, the Stripe mobile bindings, or Stripe Elements. Learn more: https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis',
    )
  const digits = number.replace(/[\s-]/g, '')
  if (!isCardNumber(digits))
    throw cardError('Your card number is incorrect.', { code: 'incorrect_number', param: 'number' })
  const expiry = checkExpiry(exp_month, exp_year, call.kernel.now())
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc))
    throw cardError("Your card's security code is invalid.", { code: 'invalid_cvc', param: 'cvc' })
  // Live mode takes test cards too: the sandbox has no others.
  const card = cardByNumber(digits)
  const { message, ...why } = declines.notATestCard
  if (!card) throw cardError(message, why)
  const details = cardDetails(card, expiry.exp_month, expiry.exp_year, cvc !== undefined)
  const method = { ...base(call, 'card', data), card: details }
  return call.store.put(call.scope, 'payment_method', method, { number: digits, cvc: cvc !== undefined })
}

function fromIban(call: Call, data: MethodData): PaymentMethod {
  const iban = (data.sepa_debit?.iban ?? '').replace(/\s/g, '').toUpperCase()
  if (!data.sepa_debit) throw missingParam('sepa_debit')
  if (!isIban(iban))
    throw invalid('The IBAN you provided is invalid.', 'sepa_debit[iban]', 'invalid_bank_account_iban')
  const { name, email } = data.billing_details ?? {}
  if (!name) throw missingParam('billing_details[name]')
  if (!email) throw missingParam('billing_details[email]')
  const method: PaymentMethod = {
    ...base(call, 'sepa_debit', data),
    sepa_debit: {
      bank_code: iban.slice(4, 9),
      branch_code: null,
      country: iban.slice(0, 2),
      fingerprint: fingerprint(iban),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
  }
  return call.store.put(call.scope, 'payment_method', method, { iban })
}

export function createMethod(call: Call, data: MethodData): PaymentMethod {
  return data.type === 'card' ? fromCard(call, data) : fromIban(call, data)
}

/** A stored method, or a new one where the id is one of the vendor's own such as `pm_card_visa`. */
export function resolveMethod(call: Call, id: string, param: string): PaymentMethod {
  const card = cardById(id)
  if (!card) return call.store.get(call.scope, 'payment_method', id, param)
  const nextYear = new Date(call.kernel.now() * 1000).getUTCFullYear() + 1
  const method = { ...base(call, 'card', {}), card: cardDetails(card, 12, nextYear, true) }
  return call.store.put(call.scope, 'payment_method', method, { number: card.number, cvc: true })
}

export const cardOf = (call: Call, method: PaymentMethod): Card | undefined =>
  cardByNumber(call.store.extra('payment_method', method.id).number ?? '')

/** Refuses a method of another customer, and one that was used or detached: it may not be used again (psp.md 3.12). */
export function checkUsable(call: Call, method: PaymentMethod, customer: string | null, object: string) {
  if (method.customer && method.customer !== customer)
    throw invalid(
      `The PaymentMethod ${method.id} belongs to a Customer. Please include the Customer in the \`customer\` parameter on the ${object}.`,
      'payment_method',
    )
  if (call.store.extra('payment_method', method.id).spent && !method.customer)
    throw new ApiError(400, {
      type: 'invalid_request_error',
      message:
        'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      param: 'payment_method',
    })
}
