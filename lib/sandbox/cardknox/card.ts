import { type Fields, Refusal } from './call'
import { type Card, newToken, type Saved, type Store } from './store'

const brands: [RegExp, string][] = [
  [/^4/, 'Visa'],
  [/^(5[1-5]|2[2-7])/, 'MasterCard'],
  [/^3[47]/, 'Amex'],
  [/^6/, 'Discover'],
]

const passesLuhn = (number: string): boolean =>
  [...number].reverse().reduce((sum, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0) %
    10 ===
  0

/** Throws what the vendor says of a card that cannot be one. */
export function readCard(number: string, exp: string, now: number): Card & { number: string } {
  const digits = number.replace(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits)) throw new Refusal('Invalid Card Number')
  const [, month, year] = /^(0[1-9]|1[0-2])\/?(\d{2})$/.exec(exp.replaceAll(' ', '')) ?? []
  if (!month || !year) throw new Refusal('Invalid Expiration')
  if (Date.UTC(2000 + Number(year), Number(month), 1) / 1000 <= now) throw new Refusal('Expired Card')
  const brand = brands.find(([pattern]) => pattern.test(digits))?.[1] ?? 'Unknown'
  const masked = `${digits[0]}${'x'.repeat(digits.length - 5)}${digits.slice(-4)}`
  return { number: digits, masked, brand, exp: month + year }
}

/** The card of a call: by token, or by number as only the hosted page and a program with PCI cover may send it. */
export function cardOf(store: Store, slug: string, fields: Fields): Saved {
  if (fields.xtoken) {
    const saved = store.saved.get(fields.xtoken)
    if (saved?.slug !== slug) throw new Refusal('Invalid Token')
    return saved
  }
  if (!fields.xcardnum) throw new Refusal('Required: xCardNum')
  const card = readCard(fields.xcardnum, fields.xexp ?? '', store.kernel.now())
  return { ...card, slug, token: newToken() }
}
