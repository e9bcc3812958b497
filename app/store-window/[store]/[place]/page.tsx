import type { Metadata } from 'next'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { formatMoney } from '@/lib/core/money'
import { countryAt, isLocal, placeAt } from '@/lib/store/places'
import { DeviceCheck } from '../../device-check'
import { Missing } from '../../missing'
import { PlanList } from '../../plan-card'
import { metadataOf, missing, windowOf } from '../page-data'

type Props = { params: Promise<{ store: string; place: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { store: address, place: slug } = await params
  const found = await windowOf(address)
  if (!found) return missing
  const { store, plans } = found
  const place = placeAt(plans, slug)
  const name = place?.name ?? countryAt(slug)
  if (!name) return missing
  const description = place
    ? `${place.plans.length} eSIM data plans for ${name} from ${formatMoney(place.from)}, delivered by e-mail within minutes.`
    : `There is no eSIM for ${name} yet.`
  return metadataOf({
    store,
    title: `eSIM for ${name}`,
    description,
    path: `/${slug}`,
    isIndexed: place !== null,
  })
}

export default async function PlacePage({ params }: Props) {
  const { store: address, place: slug } = await params
  const found = await windowOf(address)
  if (!found) return null
  const { base, plans } = found
  const place = placeAt(plans, slug)
  const name = place?.name ?? countryAt(slug)
  if (!name) return <Missing title="There is nothing at this address" home={base || '/'} />
  const local = place?.plans.filter(isLocal) ?? []
  const wide = place?.plans.filter((plan) => !isLocal(plan)) ?? []
  return (
    <div className="space-y-8">
      <div>
        <a href={base || '/'} className="link inline-flex min-h-11 items-center text-sm">
          All countries
        </a>
        <h1 className="font-semibold text-3xl tracking-tight">eSIM for {name}</h1>
      </div>
      {!place && (
        <EmptyState
          title={`There is no plan for ${name} yet`}
          action={
            <Button asChild variant="secondary">
              <a href={base || '/'}>See all countries</a>
            </Button>
          }
        >
          Nothing that this store sells works there.
        </EmptyState>
      )}
      {local.length > 0 && (
        <section className="space-y-4">
          <h2 className="font-semibold text-xl">Only {name}</h2>
          <PlanList plans={local} base={base} />
        </section>
      )}
      {wide.length > 0 && (
        <section className="space-y-4">
          <h2 className="font-semibold text-xl">{place?.code ? `${name} and other countries` : 'Plans'}</h2>
          <PlanList plans={wide} base={base} />
        </section>
      )}
      <DeviceCheck />
    </div>
  )
}
