import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { findCountry } from '@/lib/core/countries'
import { currency, divideRounded, exponentOf, type Money } from '@/lib/core/money'
import type { Account, CountryNetworks, OfferFacts } from '../../provider'
import { CatalogueBundle, type NetworksReply, type OrganisationReply } from './wire'

/** Prices and balances are decimals in major units; digits beyond those of the currency are rounded once. */
export function toMoney(decimal: string, code: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/i.exec(decimal)
  if (!match) throw new Error(`"${decimal}" is not a decimal`)
  const [, sign, whole, decimals = '', power = '0'] = match
  const shift = exponentOf(currency(code)) - decimals.length + Number(power)
  const digits = BigInt(whole + decimals)
  const minor = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift))
  return { amount: sign ? -minor : minor, currency: currency(code) }
}

export const toAccount = ({
  name,
  currency: code,
  balance,
}: z.output<typeof OrganisationReply>): Account => ({
  name,
  currency: currency(code),
  ...(balance !== undefined && { balance: toMoney(balance, code) }),
})

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')

/** MB are decimal: 1 GB of eSIM Go is 1000 MB. Without a price it cannot be bought, so it is no offer. */
export function toOffer(row: Record<string, unknown>, code: string): OfferFacts | undefined {
  const bundle = CatalogueBundle.parse(row)
  if (bundle.price === null || bundle.price === undefined) return undefined
  const places = [...bundle.countries, ...bundle.roamingEnabled]
  const countries = [
    ...new Set(places.flatMap(({ iso, name }) => findCountry(iso ?? name ?? '') ?? [])),
  ].sort()
  const bases = new Set(bundle.countries.map(({ region }) => region).filter((region) => region !== undefined))
  const megabytes = Number(bundle.dataAmount ?? 0)
  return {
    externalId: bundle.name,
    name: bundle.name,
    description: bundle.description ?? bundle.name,
    dataBytes: bundle.unlimited || megabytes <= 0 ? null : BigInt(Math.round(megabytes * 1e6)),
    days: bundle.duration,
    countries,
    ...(countries.length > 1 && bases.size === 1 && { region: [...bases][0] }),
    speeds: bundle.speed,
    price: toMoney(bundle.price, code),
    autostart: bundle.autostart ?? false,
    topUp: true,
    hash: hashOf(row),
  }
}

export const toNetworks = ({ countryNetworks }: z.output<typeof NetworksReply>): CountryNetworks[] =>
  countryNetworks.map(({ name, networks }) => ({
    country: findCountry(name) ?? name,
    networks: networks.map(({ brandName, tagid, speed, ...network }) => ({
      ...network,
      brand: brandName,
      tadig: tagid,
      speeds: speed,
    })),
  }))
