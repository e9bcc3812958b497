import { z } from 'zod'
import { isCurrency, type Money, money } from '@/lib/core/money'

const CurrencyCode = z
  .string()
  .refine((code) => code === code.toUpperCase() && isCurrency(code), 'Write an ISO 4217 code such as EUR.')
  .meta({ description: 'ISO 4217', example: 'EUR' })

const MinorUnits = z
  .number('Write the amount as an integer in minor units: 1250 is 12.50 EUR.')
  .int('Write the amount as an integer in minor units: 1250 is 12.50 EUR.')

/** Money of a request: minor units and currency. */
export const MoneyIn = z
  .strictObject({
    amount: MinorUnits.positive('The amount must be more than zero.').max(1_000_000_000_00),
    currency: CurrencyCode,
  })
  .transform(({ amount, currency }): Money => money(BigInt(amount), currency))
  .meta({ id: 'MoneyInput', description: 'Integer minor units: 1250 EUR is 12.50.' })

/** Money of an answer. */
export const MoneyOut = z
  .object({ amount: z.number().int(), currency: z.string() })
  .meta({ id: 'Money', description: 'Integer minor units: 1250 EUR is 12.50.' })

/** Throws for an amount that a JSON number cannot hold exactly: 90 billions of the smallest unit. */
export function moneyOut({ amount, currency }: Money): z.output<typeof MoneyOut> {
  const number = Number(amount)
  if (!Number.isSafeInteger(number)) throw new Error(`${amount} ${currency} does not fit a JSON number`)
  return { amount: number, currency }
}

export const Instant = z.iso.datetime().meta({ example: '2026-11-28T10:00:00.000Z' })

export const ById = z.object({ id: z.string().max(64) })

const someRows = { error: 'limit must be a whole number from 1 to 200; left out, it is 50.' }

/** What every list takes. */
export const Paging = z.object({
  limit: z.coerce.number(someRows).int(someRows).min(1, someRows).max(200, someRows).default(50),
  after: z.string().max(500).optional().meta({ description: 'The `next` of the page before.' }),
})

export const pageAnswer = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `after` for the following page; null: the last.' }),
  })
