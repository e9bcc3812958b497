import type { Method } from './owner'

type Shown = Pick<Method, 'kind' | 'brand' | 'last4'>

const names: Record<string, string> = {
  amex: 'American Express',
  card: 'Card',
  directdebit: 'Direct debit',
  mastercard: 'Mastercard',
  paypal: 'PayPal',
  sepa_debit: 'SEPA direct debit',
  visa: 'Visa',
}

const nameOf = (word: string): string =>
  names[word] ?? word.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())

/** `Visa •••• 4242`: what its owner knows it by. */
export function labelOf({ kind, brand, last4 }: Shown): string {
  const name = nameOf(brand ?? kind ?? 'card')
  return last4 ? `${name} •••• ${last4}` : name
}

/** A card is good until the end of the month that is printed on it. */
export function isExpired(
  { expMonth, expYear }: Pick<Method, 'expMonth' | 'expYear'>,
  now = new Date(),
): boolean {
  if (!expMonth || !expYear) return false
  return now.getTime() >= Date.UTC(expYear, expMonth, 1)
}
