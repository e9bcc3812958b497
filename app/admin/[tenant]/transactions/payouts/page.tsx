import { Landmark } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { listPayouts, PayoutQuery } from '@/lib/payouts/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { PayoutsTable } from './payouts-table'

export const metadata: Metadata = { title: 'Payouts' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function PayoutsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see payouts" home={root} />
  const [{ rows, next }, psps] = await Promise.all([
    listPayouts(ctx, PayoutQuery.parse(readQuery(await searchParams))),
    listConnectionNames(ctx, 'psp'),
  ])
  const empty = (
    <Card>
      <EmptyState icon={<Landmark />} title="No payouts yet">
        When a payment provider sends money to your bank, it stands here, with the payments, refunds and fees
        that it is made of.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Payouts"
        breadcrumbs={[{ label: 'Transactions', href: `${root}/transactions` }]}
        description="What payment providers sent to your bank account."
      />
      <PayoutsTable {...{ rows, next, psps, empty, timezone }} root={`${root}/transactions/payouts`} />
    </>
  )
}
