import { type Base, formatBytes } from '@/lib/core/bytes'
import { countryName } from '@/lib/core/countries'

type Data = { dataBytes: bigint | null; dataBase: number }

export const baseOf = (dataBase: number): Base => (dataBase === 1024 ? 1024 : 1000)

export const dataText = ({ dataBytes, dataBase }: Data): string =>
  dataBytes === null ? 'Unlimited' : formatBytes(dataBytes, baseOf(dataBase))

export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

export const coverage = ({ countries, region }: { countries: string[]; region: string | null }): string =>
  countries.length === 1
    ? countryName(countries[0]!)
    : region
      ? `${region} (${countries.length})`
      : `${countries.length} countries`

export const startWords = {
  purchase: 'With the purchase',
  install: 'When the eSIM is installed',
  first_connect: 'When it first connects to a network',
  first_usage: 'With the first use of data',
} as const
