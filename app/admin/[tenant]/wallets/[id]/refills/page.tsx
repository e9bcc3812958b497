import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listRefills, RefillQuery } from '@/lib/refills/list'
import { can } from '@/lib/tenancy/permissions'
import { getWallet } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { WalletHeader } from '../wallet-header'
import { RefillsTable } from './refills-table'

export const metadata: Metadata = { title: 'Refills' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

export default async function WalletRefillsPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const wallet = await found(getWallet(ctx, id))
  const query = RefillQuery.parse(readQuery(await searchParams))
  const { rows, next } = await listRefills(ctx, id, query)
  const empty = (
    <Card>
      <EmptyState title="No refills yet">“Add money” makes a page where it is paid.</EmptyState>
    </Card>
  )
  return (
    <>
      <WalletHeader ctx={ctx} wallet={wallet} current="/refills" />
      <RefillsTable {...{ rows, next, timezone, empty }} root={`/admin/${slug}/wallets/${id}/refills`} />
    </>
  )
}
