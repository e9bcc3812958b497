import { Scale } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { ConflictQuery, listConflicts } from '@/lib/reconcile/conflicts'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { ConflictsTable } from './conflicts-table'

export const metadata: Metadata = { title: 'Conflicts' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function ConflictsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}/transactions`
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={`/admin/${slug}`} />
  const [{ rows, next }, psps] = await Promise.all([
    listConflicts(ctx, ConflictQuery.parse(readQuery(await searchParams))),
    listConnectionNames(ctx, 'psp'),
  ])
  const empty = (
    <Card>
      <EmptyState icon={<Scale />} title="No conflict was found yet">
        Once a day what your PSPs hold is compared with what stands here: payments, refunds, disputes, fees
        and payouts. Where the two differ and no reading mends it, it waits here for you.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Conflicts"
        breadcrumbs={[{ label: 'Transactions', href: root }]}
        description="Where the books of a PSP and ours differ. What follows from the PSP's own word is mended by itself; the rest is for you to decide."
      />
      <ConflictsTable {...{ rows, next, psps, empty, timezone }} root={`${root}/conflicts`} />
    </>
  )
}
