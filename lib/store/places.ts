import { countriesIn, countryCodes, countryName, isCountry, type Region, regions } from '@/lib/core/countries'
import type { Money } from '@/lib/core/money'
import type { ShopPlan } from './catalogue'

/** A country or region as the shop window lists it. `slug` is the last part of its address. */
export type Place = { slug: string; name: string; code: string | null; plans: ShopPlan[]; from: Money }

const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

export const isLocal = ({ countries }: ShopPlan): boolean => countries.length === 1

// Plans come cheapest first.
const placeOf = (name: string, slug: string, code: string | null, plans: ShopPlan[]): Place => ({
  slug,
  name,
  code,
  plans,
  from: plans[0]!.price,
})

/** Every country that some plan works in, by name. */
export function countriesOf(plans: readonly ShopPlan[]): Place[] {
  const places = countryCodes.flatMap((code) => {
    const here = plans.filter(({ countries }) => countries.includes(code))
    return here.length ? [placeOf(countryName(code), code.toLowerCase(), code, here)] : []
  })
  return places.sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** The regions of plans for several countries: those the plans name, by name. */
export function regionsOf(plans: readonly ShopPlan[]): Place[] {
  const wide = plans.filter((plan) => !isLocal(plan))
  const names = [...new Set(wide.map(regionName))].sort((a, b) => a.localeCompare(b, 'en'))
  return names.map((name) =>
    placeOf(
      name,
      slugOf(name),
      null,
      wide.filter((plan) => regionName(plan) === name),
    ),
  )
}

const regionName = ({ region, countries }: ShopPlan): string => region || widest(countries)

/** For a plan that names no region: the one that all its countries lie in. */
function widest(countries: readonly string[]): string {
  const all = (region: Region) => countries.every((code) => countriesIn(region).includes(code))
  return regions.find(all) ?? 'Global'
}

/** Countries with plans of their own first, those with most plans before: what people come for. */
export const popular = (places: readonly Place[], most = 8): Place[] =>
  places
    .map((place) => ({ place, local: place.plans.filter(isLocal).length }))
    .filter(({ local }) => local > 0)
    .sort((a, b) => b.local - a.local)
    .slice(0, most)
    .map(({ place }) => place)

/** Some plans for the first page: the cheapest of each popular country, then the cheapest of the others. */
export function popularPlans(plans: readonly ShopPlan[], most = 12): ShopPlan[] {
  const firsts = popular(countriesOf(plans)).flatMap(({ plans: here }) => here.find(isLocal) ?? [])
  return [...new Set([...firsts, ...plans])].slice(0, most)
}

/** The country or region at an address below the store; null for what is neither. */
export function placeAt(plans: readonly ShopPlan[], slug: string): Place | null {
  const found = [...countriesOf(plans), ...regionsOf(plans)].find((place) => place.slug === slug)
  return found ?? null
}

/** The name of a country at an address, also of one that no plan works in yet. */
export const countryAt = (slug: string): string | null =>
  /^[a-z]{2}$/.test(slug) && isCountry(slug) ? countryName(slug) : null

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Places whose name holds the words typed, or whose code they are. */
export function findPlaces(places: readonly Place[], typed: string): Place[] {
  const wanted = plain(typed.trim())
  return places.filter(({ name, slug }) => slug === wanted || plain(name).includes(wanted))
}
