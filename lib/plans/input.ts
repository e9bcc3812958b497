import { z } from 'zod'
import { validityStarts } from '@/db/schema'
import { isCountry, regions } from '@/lib/core/countries'
import { type Currency, isCurrency } from '@/lib/core/money'

const most = 10n ** 12n
const mostBytes = 10n ** 15n

const line = (label: string, length: number) =>
  z.string().trim().max(length, `${label} may have at most ${length} characters.`)

const Amount = z
  .bigint('Enter a price.')
  .nonnegative('A price cannot be negative.')
  .max(most, 'This is more than any payment provider takes.')

const Bytes = z
  .bigint('Enter how much data it has.')
  .positive('Enter more than 0, or tick "Unlimited data".')
  .max(mostBytes, 'Enter at most 1,000 TB, or tick "Unlimited data".')

const Days = z
  .int('Enter a whole number of days.')
  .min(1, 'Enter at least 1 day.')
  .max(3_650, 'Enter at most 3,650 days.')

export const planRegions = [...regions, 'Global'] as const

/** A prepaid plan as it is to be. Amounts are in minor units of `currency`, data in bytes; null data is unlimited. */
export const PlanInput = z.object({
  /** Left out for a new plan. */
  id: z.string().optional(),
  /** The version that was on the screen: a change in between is refused, not overwritten. */
  versionId: z.string().optional(),
  name: line('The name', 80).min(2, 'Give the plan a name.'),
  description: line('The description', 2_000).default(''),
  connectionId: z.string('Choose an operator.').min(1, 'Choose an operator.'),
  /** The supplier's offer behind it, by our id or its own name; null for SIMs of the stock. */
  offer: z.string().nullable().default(null),
  dataBytes: Bytes.nullable(),
  dataBase: z.union([z.literal(1000), z.literal(1024)], 'Choose how data is counted.').default(1000),
  days: Days,
  validityStart: z.enum(validityStarts, 'Choose when the validity starts.').default('first_connect'),
  currency: z.string().refine((code): code is Currency => isCurrency(code), 'Choose a currency.'),
  amount: Amount,
  countries: z
    .array(z.string().refine((code) => isCountry(code), 'One of these is not a country code.'))
    .min(1, 'Choose at least one country.')
    .transform((codes) => [...new Set(codes.map((code) => code.toUpperCase()))].sort()),
  region: z.enum(planRegions, 'Choose a region.').nullable().default(null),
  networks: line('Networks', 200).default(''),
  speed: line('Speed', 40).default(''),
  hasHotspot: z.boolean().default(true),
  canTopUp: z.boolean().default(false),
  refills: z
    .array(
      z.object({
        bytes: Bytes,
        amount: Amount.positive('A refill needs a price above 0.'),
        days: Days.optional(),
        /** What the supplier calls it. */
        offer: line('The offer', 200).nullable().default(null),
        /** Its line in the form. */
        place: z.number().optional(),
      }),
    )
    .max(6, 'Use at most 6 refills.')
    .default([]),
  companyId: z.string().nullable().default(null),
  labels: z
    .array(line('A label', 40).min(1))
    .max(20, 'Use at most 20 labels.')
    .transform((labels) => [...new Set(labels)])
    .default([]),
  isPublished: z.boolean().default(false),
})

export type PlanData = z.output<typeof PlanInput>
