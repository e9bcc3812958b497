import { CreditCard, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { listPlans, PlanQuery } from '@/lib/plans/list'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { PlansTable } from './plans-table'
import { coverage, dataText, daysText } from './words'

export const metadata: Metadata = { title: 'Plans' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function PlansPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const root = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'plans:read')) return <Denied need="see plans" home={root} />
  const [{ rows, next }, operators, companies] = await Promise.all([
    listPlans(ctx, PlanQuery.parse(readQuery(await searchParams))),
    listConnectionNames(ctx, 'telecom'),
    listCompanyNames(ctx),
  ])
  const lines = rows.map((row) => ({
    ...row,
    details: [dataText(row), daysText(row.days), coverage(row)].join(', '),
  }))
  const create = can(ctx, 'plans:write') && (
    <Button asChild>
      <Link href={`${root}/plans/new`}>
        <Plus aria-hidden />
        New plan
      </Link>
    </Button>
  )
  const empty = (
    <Card>
      <EmptyState icon={<CreditCard />} title="No plans yet" action={create}>
        A plan is data for a number of days at a price. Put it on SIMs, or publish it in your store.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader title="Plans" actions={create} />
      <PlansTable {...{ next, operators, companies, empty }} rows={lines} root={`${root}/plans`} />
    </>
  )
}
