import { PackageSearch } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { countryName } from '@/lib/core/countries'
import { listOffers, OfferQuery, type OfferRow } from '@/lib/plans/offers-list'
import { getTelecom } from '@/lib/telecom/list'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { TelecomHeader } from '../telecom-header'
import { OffersTable } from './offers-table'

export const metadata: Metadata = { title: 'Offers' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

const placeOf = ({ countries, region }: OfferRow) =>
  countries.length === 1
    ? countryName(countries[0]!)
    : `${region ?? 'Several'}: ${countries.length} countries`

export default async function OffersPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'connections:read')) return <Denied need="see the telecoms" home={`/admin/${slug}`} />
  const telecom = await found(getTelecom(ctx, id))
  if (!telecom.canSync) notFound()
  const { rows, next } = await listOffers(ctx, id, OfferQuery.parse(readQuery(await searchParams)))
  const empty = (
    <Card>
      <EmptyState icon={<PackageSearch />} title="No offers yet">
        The catalogue of {telecom.name} is read every hour. To read it now, press “Sync now” on the connection
        page.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <TelecomHeader telecom={telecom} slug={slug} current="/offers" />
      <OffersTable
        rows={rows.map((row) => ({ ...row, place: placeOf(row) }))}
        next={next}
        newPlan={can(ctx, 'plans:write') ? `/admin/${slug}/plans/new` : null}
        empty={empty}
      />
    </>
  )
}
