import type { FieldProps } from '@/components/form/field'
import { countryName } from '@/lib/core/countries'
import { type Currency, toDecimal } from '@/lib/core/money'
import { refillPlaces } from '@/lib/plans/form'
import type { getOffer, PlanDetail } from '@/lib/plans/get'
import { planRegions } from '@/lib/plans/input'
import { dataText, startWords } from './words'

type Named = { id: string; name: string }
export type Choices = { operators: readonly Named[]; companies: readonly Named[]; currencies: Named[] }
/** By field name. */
export type PlanValues = Record<string, string | undefined>

const named = (found: readonly Named[]) => found.map(({ id, name }) => ({ value: id, label: name }))

type Group = { title: string; description?: string; fields: FieldProps[] }

export const groups = ({ operators, companies, currencies }: Choices): Group[] => [
  {
    title: 'Plan',
    fields: [
      { name: 'name', label: 'Name', required: true, maxLength: 80, className: 'sm:col-span-2' },
      {
        name: 'description',
        label: 'Description',
        type: 'textarea',
        rows: 3,
        hint: 'Shown in the store.',
        className: 'sm:col-span-2',
      },
      {
        name: 'connectionId',
        label: 'Operator',
        type: 'select',
        required: true,
        hint: 'Whose SIMs or eSIMs have this plan.',
        options: [{ value: '', label: 'Choose an operator' }, ...named(operators)],
      },
      {
        name: 'offer',
        label: 'Offer of the operator',
        mono: true,
        hint: 'What each sale buys there. Empty for your stock.',
      },
    ],
  },
  { title: 'Data and validity', fields: dataFields },
  {
    title: 'Price',
    fields: [
      { name: 'price', label: 'Price', required: true, inputMode: 'decimal' },
      {
        name: 'currency',
        label: 'Currency',
        type: 'select',
        required: true,
        options: named(currencies),
      },
    ],
  },
  { title: 'Network', fields: networkFields },
  {
    title: 'Where it is offered',
    fields: [
      {
        name: 'companyId',
        label: 'Company',
        type: 'select',
        hint: 'Whose staff see it.',
        options: [{ value: '', label: 'All companies' }, ...named(companies)],
      },
      { name: 'labels', label: 'Labels', hint: 'Separated by commas.' },
      {
        name: 'region',
        label: 'Shown in the store as',
        type: 'select',
        options: [
          { value: '', label: 'Local plan of its countries' },
          ...planRegions.map((region) => ({ value: region, label: `Regional: ${region}` })),
        ],
      },
      {
        name: 'isPublished',
        label: 'Published in the store',
        type: 'switch',
        className: 'self-end pb-2',
      },
    ],
  },
]

const dataFields: FieldProps[] = [
  { name: 'dataAmount', label: 'Data', inputMode: 'decimal' },
  {
    name: 'dataUnit',
    label: 'Unit',
    type: 'select',
    options: ['MB', 'GB', 'TB'].map((value) => ({ value, label: value })),
    defaultValue: 'GB',
  },
  { name: 'isUnlimited', label: 'Unlimited data', type: 'checkbox' },
  {
    name: 'dataBase',
    label: 'Counted as',
    type: 'select',
    options: [
      { value: '1000', label: '1 GB = 1,000 MB' },
      { value: '1024', label: '1 GB = 1,024 MB' },
    ],
    defaultValue: '1000',
  },
  { name: 'days', label: 'Valid for', required: true, inputMode: 'numeric', suffix: 'days' },
  {
    name: 'validityStart',
    label: 'Validity starts',
    type: 'select',
    options: Object.entries(startWords).map(([value, label]) => ({ value, label })),
    defaultValue: 'first_connect',
  },
]

const networkFields: FieldProps[] = [
  { name: 'networks', label: 'Networks', maxLength: 200, hint: 'Such as Cosmote, Vodafone.' },
  { name: 'speed', label: 'Speed', maxLength: 40, hint: 'Such as 5G.' },
  { name: 'hasHotspot', label: 'Hotspot allowed', type: 'checkbox' },
  { name: 'canTopUp', label: 'Can be refilled', type: 'checkbox' },
]

export const refillFields: FieldProps[] = refillPlaces.flatMap((place) => [
  { name: `refillData${place}`, label: `Refill ${place}: data`, placeholder: '1 GB' },
  { name: `refillPrice${place}`, label: `Refill ${place}: price`, inputMode: 'decimal' as const },
])

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
  const refills = version.refills.flatMap(({ bytes, amount }, index) => [
    [`refillData${index + 1}`, sizeText(BigInt(bytes), BigInt(version.dataBase))],
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
