import { ListChecks } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listRuns, RunQuery } from '@/lib/sims/runs/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { RunsTable } from './runs-table'

export const metadata: Metadata = { title: 'Bulk actions' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function RunsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:read') || ctx.companyId) return <Denied need="see bulk actions" home={home} />
  const { rows, next } = await listRuns(ctx, RunQuery.parse(readQuery(await searchParams)))
  return (
    <>
      <PageHeader
        title="Bulk actions"
        description="What was done to many SIMs at once, and what could not be done."
        breadcrumbs={[{ label: 'SIMs', href: `${home}/sims` }]}
      />
      <RunsTable
        rows={rows.map((row) => ({ ...row, href: `${home}/sims/runs/${row.id}` }))}
        next={next}
        empty={
          <Card>
            <EmptyState icon={<ListChecks />} title="No bulk actions yet">
              Tick SIMs in the list and choose what to do with them.
            </EmptyState>
          </Card>
        }
      />
    </>
  )
}
