import { ReceiptText } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listOrders, listStoreNames, OrderQuery } from '@/lib/orders/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { OrdersTable } from './orders-table'

export const metadata: Metadata = { title: 'Orders' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function OrdersPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'orders:read')) return <Denied need="see orders" home={root} />
  const [{ rows, next }, stores] = await Promise.all([
    listOrders(ctx, OrderQuery.parse(readQuery(await searchParams))),
    listStoreNames(ctx),
  ])
  const empty = (
    <Card>
      <EmptyState
        icon={<ReceiptText />}
        title="No orders yet"
        action={
          <Button asChild variant="secondary">
            <Link href={`${root}/plans`}>Publish a plan</Link>
          </Button>
        }
      >
        What customers buy in your store stands here, from the first click on “Pay” to the eSIM.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader title="Orders" />
      <OrdersTable {...{ rows, next, stores, empty, timezone, root }} />
    </>
  )
}
