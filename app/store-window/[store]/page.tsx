import { Search } from 'lucide-react'
import type { Metadata } from 'next'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { ShopPlan } from '@/lib/store/catalogue'
import { countriesOf, findPlaces, popular, popularPlans, regionsOf } from '@/lib/store/places'
import { DeviceCheck } from '../device-check'
import { PlaceList } from '../place-list'
import { PlanList } from '../plan-card'
import { metadataOf, missing, windowOf } from './page-data'

type Props = { params: Promise<{ store: string }>; searchParams: Promise<{ q?: string; tab?: string }> }

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const found = await windowOf((await params).store)
  if (!found) return missing
  const { store, plans } = found
  const countries = countriesOf(plans).length
  const where = countries === 1 ? '1 country' : `${countries} countries`
  const description = `${store.tagline ? `${store.tagline}. ` : ''}eSIM data plans for ${where}, delivered by e-mail within minutes.`
  return metadataOf({ store, title: store.name, description, isIndexed: !(await searchParams).q })
}

const tabs = [
  { tab: '', label: 'Countries' },
  { tab: 'regional', label: 'Regions' },
  { tab: 'plans', label: 'All plans' },
]

export default async function WindowPage({ params, searchParams }: Props) {
  const found = await windowOf((await params).store)
  if (!found) return null
  const { store, base, plans } = found
  const { q = '', tab = '' } = await searchParams
  const home = base || '/'
  return (
    <div className="space-y-10">
      <section className="rounded-lg bg-[var(--brand)] px-5 py-10 text-[var(--brand-text)] sm:px-10 sm:py-14">
        <h1 className="max-w-2xl text-balance font-semibold text-3xl tracking-tight sm:text-5xl">
          {store.tagline || `eSIMs by ${store.name}`}
        </h1>
        <p className="mt-3 text-lg">Pick a country, pay, scan the code. Your eSIM arrives within minutes.</p>
        <form action={home} className="mt-6 flex max-w-xl gap-2">
          <label htmlFor="q" className="sr-only">
            Search
          </label>
          <Input
            id="q"
            name="q"
            type="search"
            defaultValue={q}
            placeholder="Country or region"
            className="h-11 sm:h-11"
          />
          <Button type="submit" size="lg" variant="secondary">
            <Search aria-hidden className="max-sm:hidden" />
            Search
          </Button>
        </form>
      </section>
      {plans.length === 0 ? (
        <EmptyState title="Nothing is for sale yet">Come back soon.</EmptyState>
      ) : q ? (
        <Found typed={q} base={base} plans={plans} />
      ) : (
        <Shelves tab={tab} base={base} plans={plans} />
      )}
      <DeviceCheck />
    </div>
  )
}

type Shelf = { base: string; plans: ShopPlan[] }

function Found({ typed, base, plans }: Shelf & { typed: string }) {
  const places = findPlaces([...countriesOf(plans), ...regionsOf(plans)], typed)
  return (
    <section className="space-y-4">
      <h2 className="font-semibold text-xl">
        {places.length ? `Plans for “${typed}”` : `There is no plan for “${typed}”`}
      </h2>
      {places.length ? (
        <PlaceList places={places} base={base} />
      ) : (
        <p>
          Check the spelling, or{' '}
          <a href={base || '/'} className="link">
            see all countries
          </a>
          .
        </p>
      )}
    </section>
  )
}

function Shelves({ tab, base, plans }: Shelf & { tab: string }) {
  const countries = countriesOf(plans)
  const regions = regionsOf(plans)
  return (
    <section className="space-y-6">
      <nav aria-label="Kind of plan" className="flex gap-1 border-b">
        {tabs.map((each) => (
          <a
            key={each.tab}
            href={each.tab ? `${base || '/'}?tab=${each.tab}` : base || '/'}
            aria-current={each.tab === tab ? 'page' : undefined}
            className="-mb-px flex min-h-11 items-center border-transparent border-b-2 px-3 font-medium text-muted-foreground hover:text-foreground aria-[current=page]:border-primary aria-[current=page]:text-foreground"
          >
            {each.label}
          </a>
        ))}
      </nav>
      {tab === 'plans' ? (
        <>
          <h2 className="font-semibold text-xl">All plans</h2>
          <PlanList plans={plans} base={base} />
        </>
      ) : tab === 'regional' ? (
        <>
          <h2 className="font-semibold text-xl">Regions</h2>
          {regions.length ? (
            <PlaceList places={regions} base={base} />
          ) : (
            <p>There are no plans for regions yet.</p>
          )}
        </>
      ) : (
        <>
          <h2 className="font-semibold text-xl">Popular countries</h2>
          <PlaceList places={popular(countries)} base={base} />
          <h2 className="font-semibold text-xl">Popular plans</h2>
          <PlanList plans={popularPlans(plans, 6)} base={base} />
          <h2 className="font-semibold text-xl">All countries</h2>
          <PlaceList places={countries} base={base} />
        </>
      )}
    </section>
  )
}
