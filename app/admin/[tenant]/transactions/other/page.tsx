import { History } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { ForeignQuery, listForeign } from '@/lib/reconcile/sweeps'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { ForeignTable } from './foreign-table'

export const metadata: Metadata = { title: 'Other software' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function OtherSoftwarePage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={root} />
  const [{ rows, next }, psps] = await Promise.all([
    listForeign(ctx, ForeignQuery.parse(readQuery(await searchParams))),
    listConnectionNames(ctx, 'psp'),
  ])
  const empty = (
    <Card>
      <EmptyState icon={<History />} title="No history was imported">
        On the page of a PSP you can import the payments that other software made on its account.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Other software"
        breadcrumbs={[{ label: 'Transactions', href: `${root}/transactions` }]}
        description="Payments on your PSP accounts that were not made here, as they were when they were imported."
      />
      <ForeignTable {...{ rows, next, psps, empty, timezone }} />
    </>
  )
}
