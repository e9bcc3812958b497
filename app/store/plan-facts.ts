import { formatBytes } from '@/lib/core/bytes'
import { countryName } from '@/lib/core/countries'
import type { ShopPlan } from '@/lib/store/catalogue'

type Data = Pick<ShopPlan, 'dataBytes' | 'dataBase'>

export const dataOf = ({ dataBytes, dataBase }: Data): string =>
  dataBytes === null ? 'Unlimited data' : formatBytes(dataBytes, dataBase)

export const daysOf = ({ days }: Pick<ShopPlan, 'days'>): string => `${days} ${days === 1 ? 'day' : 'days'}`

/** `Greece`, or `Europe (18 countries)`. */
export function coverageOf({ countries, region }: Pick<ShopPlan, 'countries' | 'region'>): string {
  if (countries.length === 1) return countryName(countries[0]!)
  const count = `${countries.length} countries`
  return region ? `${region} (${count})` : count
}

export const validityOf: Record<ShopPlan['validityStart'], string> = {
  purchase: 'The days begin when you buy.',
  install: 'The days begin when you install the eSIM.',
  first_connect: 'The days begin when the eSIM first connects to a network there.',
  first_usage: 'The days begin when you first use data.',
}

/** What a buyer may count on when a plan is not used. */
export const refundRuleOf = ({ refundDays }: { refundDays: number }): string =>
  refundDays > 0
    ? `Full refund within ${daysOf({ days: refundDays })} as long as the eSIM is not installed.`
    : 'No refund once the eSIM is delivered.'
