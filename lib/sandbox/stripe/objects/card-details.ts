import { createHash } from 'node:crypto'
import type { Card } from '../cards'
import { cardError } from '../errors'

/** The same for the same card or account, and tells nothing of it. */
export const fingerprint = (text: string) =>
  createHash('sha256').update(text).digest('base64').replace(/[+/=]/g, '').slice(0, 16)

export function checkExpiry(month: number | undefined, year: number | undefined, now: number) {
  const date = new Date(now * 1000)
  const fullYear = year !== undefined && year < 100 ? 2000 + year : year
  if (month === undefined || month < 1 || month > 12)
    throw cardError("Your card's expiration month is invalid.", {
      code: 'invalid_expiry_month',
      param: 'exp_month',
    })
  const isPast =
    fullYear === undefined ||
    fullYear < date.getUTCFullYear() ||
    (fullYear === date.getUTCFullYear() && month <= date.getUTCMonth())
  if (isPast || fullYear > date.getUTCFullYear() + 50)
    throw cardError("Your card's expiration year is invalid.", {
      code: 'invalid_expiry_year',
      param: 'exp_year',
    })
  return { exp_month: month, exp_year: fullYear }
}

export function cardDetails(card: Card, exp_month: number, exp_year: number, hasCvc: boolean) {
  const brand = card.brand
  return {
    brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: hasCvc ? 'unchecked' : null,
    },
    country: card.country ?? 'US',
    display_brand: brand,
    exp_month,
    exp_year,
    fingerprint: fingerprint(card.number),
    funding: card.ids.some((id) => id.endsWith('_debit')) ? 'debit' : 'credit',
    generated_from: null,
    last4: card.number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated' as const,
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}
