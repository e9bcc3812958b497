import { countryName } from '@/lib/core/countries'
import { type Currency, toDecimal } from '@/lib/core/money'
import type { getOffer, PlanDetail } from '@/lib/plans/get'
import { planRegions } from '@/lib/plans/input'
import { dataText } from './words'

/** What fills the form of a plan, by field name. */
export type PlanValues = Record<string, string | undefined>

const tick = (is: boolean) => (is ? 'on' : '')

/** Digits and unit of an amount, so exact that saving the form again changes nothing. */
function amountAndUnit(bytes: bigint, base: bigint): { amount: string; unit: string } {
  const units = [
    { unit: 'TB', size: base ** 4n },
    { unit: 'GB', size: base ** 3n },
    { unit: 'MB', size: base ** 2n },
  ]
  const fits = units.find(({ size }) => bytes >= size && (bytes * 1_000n) % size === 0n)
  if (!fits) return { amount: `${bytes} B`, unit: 'MB' }
  const thousandths = ((bytes % fits.size) * 1_000n) / fits.size
  const decimals = thousandths.toString().padStart(3, '0').replace(/0+$/, '')
  const whole = bytes / fits.size
  return { amount: decimals ? `${whole}.${decimals}` : `${whole}`, unit: fits.unit }
}

const dataFieldsOf = ({ amount, unit }: { amount: string; unit: string }) => ({
  dataAmount: amount,
  dataUnit: unit,
})

const dataValues = (dataBytes: bigint | null, dataBase: number): PlanValues =>
  dataBytes === null ? { isUnlimited: 'on' } : dataFieldsOf(amountAndUnit(dataBytes, BigInt(dataBase)))

function sizeText(bytes: bigint, base: bigint): string {
  const { amount, unit } = amountAndUnit(bytes, base)
  return /B$/.test(amount) ? amount : `${amount} ${unit}`
}

export function valuesOfPlan({ plan, version, offer }: PlanDetail): PlanValues {
  const code = version.currency as Currency
  const refills = version.refills.flatMap(({ bytes, amount, days, offer }, index) => [
    [`refillData${index + 1}`, sizeText(BigInt(bytes), BigInt(version.dataBase))],
    [`refillDays${index + 1}`, String(days ?? version.days)],
    [`refillOffer${index + 1}`, offer ?? ''],
    [`refillPrice${index + 1}`, toDecimal({ amount: BigInt(amount), currency: code })],
  ])
  return {
    id: plan.id,
    versionId: version.id,
    name: version.name,
    description: version.description,
    connectionId: plan.connectionId,
    offer: offer?.externalId ?? '',
    ...dataValues(version.dataBytes, version.dataBase),
    dataBase: String(version.dataBase),
    days: String(version.days),
    validityStart: version.validityStart,
    price: toDecimal({ amount: version.amount, currency: code }),
    currency: code,
    networks: version.networks,
    speed: version.speed,
    hasHotspot: tick(version.hasHotspot),
    canTopUp: tick(version.canTopUp),
    countries: version.countries.join(','),
    region: version.region ?? '',
    companyId: plan.companyId ?? '',
    labels: plan.labels.join(', '),
    isPublished: tick(plan.isPublished),
    ...Object.fromEntries(refills),
  }
}

type Offer = Awaited<ReturnType<typeof getOffer>>

const nameOfPlace = ({ countries, region }: Offer): string =>
  countries.length === 1 ? countryName(countries[0]!) : (region ?? `${countries.length} countries`)

export const valuesOfOffer = (offer: Offer): PlanValues => ({
  name: `${nameOfPlace(offer)} ${dataText({ ...offer, dataBase: 1000 })}`,
  connectionId: offer.connectionId,
  offer: offer.externalId,
  ...dataValues(offer.dataBytes, 1000),
  dataBase: '1000',
  days: String(offer.days),
  currency: offer.currency,
  countries: offer.countries.join(','),
  region:
    planRegions.find((region) => region === offer.region) ?? (offer.countries.length > 1 ? 'Global' : ''),
  speed: offer.speeds.join(', ').slice(0, 40),
  canTopUp: tick(offer.canTopUp),
  hasHotspot: 'on',
})
