import { z } from 'zod'
import { changeConnection } from '@/lib/connections/change'
import type { Connection } from '@/lib/connections/find'
import { countryName, isCountry } from '@/lib/core/countries'
import { formatMoney, isCurrency, type Money, money, parseDecimal } from '@/lib/core/money'
import type { Context } from '@/lib/tenancy/context'
import { pspConnection } from './find'

const Kept = z.object({
  /** The lower, the earlier it stands among the ways to pay. */
  position: z.number().int().default(100),
  /** Empty: all. */
  countries: z.array(z.string()).default([]),
  currencies: z.array(z.string()).default([]),
  /** Only for prices in this currency; `least` and `most` in its minor units, null: no limit. */
  limit: z
    .object({
      currency: z.string(),
      least: z.string().nullable().default(null),
      most: z.string().nullable().default(null),
    })
    .nullable()
    .default(null),
})

/** When a way to pay is offered to a buyer, as the organization set it. */
export type Offering = z.output<typeof Kept>

/** What was never set does not restrict. */
export const offeringOf = ({ settings }: Pick<Connection, 'settings'>): Offering =>
  Kept.catch(Kept.parse({})).parse(settings.offering ?? {})

export type Wanted = {
  price: Money
  /** ISO 3166 alpha-2 of the buyer; null: nobody knows, and no country keeps him from paying. */
  country: string | null
}

/** Whether this buyer may pay this price so. */
export function isOffered({ countries, currencies, limit }: Offering, { price, country }: Wanted): boolean {
  if (currencies.length && !currencies.includes(price.currency)) return false
  if (countries.length && country && !countries.includes(country)) return false
  if (limit?.currency !== price.currency) return true
  if (limit.least !== null && price.amount < BigInt(limit.least)) return false
  return limit.most === null || price.amount <= BigInt(limit.most)
}

/** Codes as they are typed, parted by commas or spaces; each must pass `isKnown`. */
const codes = (isKnown: (code: string) => boolean, message: (code: string) => string) =>
  z
    .string()
    .default('')
    .transform((text) => [...new Set(text.toUpperCase().split(/[\s,;]+/))].filter(Boolean))
    .superRefine((list, ctx) => {
      const bad = list.find((code) => !isKnown(code))
      if (bad) ctx.addIssue({ code: 'custom', message: message(bad) })
    })

export const OfferingInput = z
  .object({
    id: z.string(),
    position: z.coerce.number('Write a number, such as 1 for the first.').int().min(1).max(999),
    countries: codes(isCountry, (code) => `"${code}" is no country code. Write codes such as GR, DE.`),
    currencies: codes(isCurrency, (code) => `"${code}" is no currency. Write codes such as EUR, USD.`),
    limitCurrency: z.string().default(''),
    least: z.string().trim().default(''),
    most: z.string().trim().default(''),
  })
  .superRefine(({ limitCurrency, least, most }, ctx) => {
    if ((least || most) && !isCurrency(limitCurrency))
      return ctx.addIssue({
        code: 'custom',
        path: ['limitCurrency'],
        message: 'Choose the currency of the limits.',
      })
    for (const [name, text] of [
      ['least', least],
      ['most', most],
    ] as const)
      if (text && !isAmount(text, limitCurrency))
        ctx.addIssue({
          code: 'custom',
          path: [name],
          message: `Write an amount in ${limitCurrency}, like 12.50.`,
        })
  })

function isAmount(text: string, code: string): boolean {
  try {
    return isCurrency(code) && parseDecimal(text, code).amount >= 0n
  } catch {
    return false
  }
}

function limitOf({ limitCurrency, least, most }: z.output<typeof OfferingInput>): Offering['limit'] {
  if ((!least && !most) || !isCurrency(limitCurrency)) return null
  const units = (text: string) => (text ? parseDecimal(text, limitCurrency).amount.toString() : null)
  return { currency: limitCurrency, least: units(least), most: units(most) }
}

/** Sets to whom, for which prices and in which order a way to pay is offered. */
export async function saveOffering(ctx: Context, input: z.output<typeof OfferingInput>): Promise<void> {
  const { name } = await pspConnection(ctx, input.id)
  const { position, countries, currencies } = input
  const offering: Offering = { position, countries, currencies, limit: limitOf(input) }
  await changeConnection(ctx, input.id, { name, settings: { offering } })
}

/** An offering in words, line by line. */
export function offeringInWords({
  position,
  countries,
  currencies,
  limit,
}: Offering): Record<string, string> {
  const amount = (units: string | null) =>
    units !== null && limit ? formatMoney(money(BigInt(units), limit.currency)) : null
  const [least, most] = [amount(limit?.least ?? null), amount(limit?.most ?? null)]
  return {
    Place: String(position),
    Countries: countries.length ? countries.map((code) => countryName(code)).join(', ') : 'All',
    Currencies: currencies.length ? currencies.join(', ') : 'All that the provider takes',
    Amounts: [least && `from ${least}`, most && `up to ${most}`].filter(Boolean).join(' ') || 'All',
  }
}
