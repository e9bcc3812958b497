import { countries, countryOf } from './networks'

export type Bundle = {
  name: string
  description: string
  groups: string[]
  countries: { name: string; region: string; iso: string }[]
  /** Decimal megabytes; -1 when unlimited. */
  dataAmount: number
  /** Days. */
  duration: number
  speed: string[]
  autostart: boolean
  unlimited: boolean
  roamingEnabled: { name: string; region: string; iso: string }[]
  price: number
  billingType: 'FixedCost'
  allowances: {
    type: string
    service: string
    description: string
    amount: number
    unit: string
    unlimited: boolean
  }[]
}

/** What a bundle of this name does instead of what it promises: for trying what can go wrong. */
export const magicWords = ['SBXOUTOFSTOCK', 'SBXNOBALANCE', 'SBXSLOW', 'SBXICCIDCHANGE'] as const
export type MagicWord = (typeof magicWords)[number]

type Place = {
  code: string
  base: { name: string; region: string; iso: string }
  covers: string[]
  usdPerGb: number
}

const speed = ['2G', '3G', '4G', '5G']
const sizes = [
  { gb: 1, days: 7, times: 1 },
  { gb: 3, days: 30, times: 2.4 },
  { gb: 10, days: 30, times: 5.9 },
]

const dearer: Record<string, number> = {
  US: 2.1,
  CA: 2.9,
  MX: 2.6,
  CH: 2.2,
  AE: 3.4,
  ZA: 2.8,
  EG: 2.3,
  JP: 1.9,
  NZ: 2.2,
}

const europe = 'GB FR DE ES IT PT NL BE GR AT CH SE NO IE TR'.split(' ')
const asia = 'JP KR TH ID SG VN'.split(' ')
const northAmerica = 'US CA MX'.split(' ')

const regional = (code: string, name: string, covers: string[], usdPerGb: number): Place => ({
  code,
  base: { name, region: name, iso: code },
  covers,
  usdPerGb,
})

const places: Place[] = [
  ...countries.map((iso) => ({
    code: iso,
    base: countryOf(iso),
    covers: [iso],
    usdPerGb: dearer[iso] ?? 1.35,
  })),
  regional('REU', 'Europe', europe, 1.75),
  regional('RAS', 'Asia', asia, 2.45),
  regional('RNA', 'North America', northAmerica, 2.75),
  regional('RGL', 'Global', [...countries], 4.1),
]

function makeBundle({ code, base, covers }: Place, dataAmount: number, days: number, price: number): Bundle {
  const unlimited = dataAmount < 0
  const size = unlimited ? 'UL' : `${dataAmount / 1000}GB`
  const words = unlimited ? 'Unlimited' : size
  const description = `eSIM, ${words}, ${days} Days, ${base.name}, V2`
  const kind = { type: 'DATA', service: 'STANDARD', unit: 'MB', unlimited }
  return {
    name: `esim_${size}_${days}D_${code}_V2`,
    description,
    groups: [unlimited ? 'Standard Unlimited Lite' : days > 30 ? 'Standard Long Duration' : 'Standard Fixed'],
    countries: [base],
    dataAmount,
    duration: days,
    speed,
    autostart: true,
    unlimited,
    roamingEnabled: covers.map(countryOf),
    price: Math.round(price * 100) / 100,
    billingType: 'FixedCost',
    allowances: [{ ...kind, description, amount: dataAmount }],
  }
}

const magicSays: Record<MagicWord, string> = {
  SBXOUTOFSTOCK: 'Sandbox: always out of stock',
  SBXNOBALANCE: 'Sandbox: the balance is never enough',
  SBXSLOW: 'Sandbox: the eSIM comes after a minute',
  SBXICCIDCHANGE: 'Sandbox: a top-up lands on a new eSIM',
}

const magicBundle = (word: MagicWord): Bundle => {
  const place = { ...(places[0] as Place), code: word }
  return { ...makeBundle(place, 1000, 7, 1.35), description: magicSays[word], groups: ['Sandbox'] }
}

const bundles = new Map<string, Bundle>(
  [
    ...places.flatMap((place) =>
      sizes.map(({ gb, days, times }) => makeBundle(place, gb * 1000, days, place.usdPerGb * times)),
    ),
    ...places
      .filter(({ code }) => /^(GB|US|ES|JP|REU)$/.test(code))
      .map((place) => makeBundle(place, -1, 7, place.usdPerGb * 9)),
    makeBundle(places.find(({ code }) => code === 'RGL') as Place, 50_000, 90, 89),
    ...magicWords.map(magicBundle),
  ].map((bundle) => [bundle.name, bundle]),
)

export const allBundles: readonly Bundle[] = [...bundles.values()]

/** Names are case sensitive, as the vendor's are. */
export const findBundle = (name: string): Bundle | undefined => bundles.get(name)

export const magicOf = (name: string): MagicWord | undefined => magicWords.find((word) => name.includes(word))

export const groups: readonly string[] = [...new Set(allBundles.flatMap((bundle) => bundle.groups))]

/** Bytes as the vendor counts them: 1 GB is 1,000,000,000. */
export const bytesOf = ({ dataAmount, unlimited }: Bundle): number => (unlimited ? 0 : dataAmount * 1_000_000)
