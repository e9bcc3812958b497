import { Plus, Wallet } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { can } from '@/lib/tenancy/permissions'
import { blockOf } from '@/lib/wallets/block'
import { listWallets, WalletQuery } from '@/lib/wallets/list'
import { tenantContext } from '@/lib/web/session'
import { WalletsTable } from './wallets-table'

export const metadata: Metadata = { title: 'Wallets' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function WalletsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const { rows, next } = await listWallets(ctx, WalletQuery.parse(readQuery(await searchParams)))
  const root = `/admin/${slug}/wallets`
  const create = can(ctx, 'wallets:write') && (
    <Button asChild>
      <Link href={`${root}/new`}>
        <Plus aria-hidden />
        Open wallet
      </Link>
    </Button>
  )
  const empty = (
    <Card>
      <EmptyState icon={<Wallet />} title="No wallets yet" action={create}>
        A wallet holds money that a company or an end user has paid in, for refills of SIMs and whatever else
        they buy.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader title="Wallets" actions={create} />
      <WalletsTable
        {...{ next, root, timezone, empty }}
        rows={rows.map((row) => ({ ...row, isCompany: row.companyId !== null, block: blockOf(row) }))}
      />
    </>
  )
}
