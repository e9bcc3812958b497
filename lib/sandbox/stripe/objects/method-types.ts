import { invalid } from '../errors'

/** What an account of the sandbox has switched on: cards, and SEPA Direct Debit for euro that is captured at once. */
const enabledFor = (currency: string, isManual: boolean) =>
  currency === 'eur' && !isManual ? ['card', 'sepa_debit'] : ['card']

/** A list of an older version of the API: exactly these, or an error. */
function checkTypes(types: readonly string[], currency: string): string[] {
  for (const type of types) {
    if (type !== 'card' && type !== 'sepa_debit')
      throw invalid(
        `The payment method type provided: ${type} is invalid. Please ensure the provided type is activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features that you are trying to use.`,
        'payment_method_types',
        'payment_intent_invalid_parameter',
      )
    if (type === 'sepa_debit' && currency !== 'eur')
      throw invalid(
        `The currency provided (${currency}) is invalid for one or more of the payment method types on this PaymentIntent (sepa_debit).`,
        'currency',
      )
  }
  return [...types]
}

type Wanted = {
  payment_method_types?: readonly string[]
  allowed_payment_method_types?: readonly string[] | null
  excluded_payment_method_types?: readonly string[] | null
  capture_method?: string
}

/** The methods that an intent can be paid with: those switched on that fit it, narrowed by what was allowed. */
export function typesFor(wanted: Wanted, currency: string): string[] {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = wanted
  if (wanted.payment_method_types) return checkTypes(wanted.payment_method_types, currency)
  const types = enabledFor(currency, wanted.capture_method === 'manual').filter(
    (type) => !excluded?.includes(type) && (!allowed || allowed.includes(type)),
  )
  if (types.length > 0) return types
  throw invalid(
    `No valid payment method types for this Payment Intent. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payments) or specify a lower amount.`,
    allowed ? 'allowed_payment_method_types' : 'excluded_payment_method_types',
  )
}

const staying = new Set(['card', 'sepa_debit'])

/** Whether one of the methods might send the buyer away from the page. */
export const mayRedirect = (allowed: readonly string[] | null): boolean =>
  !allowed?.every((type) => staying.has(type))
