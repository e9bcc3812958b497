import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Stat } from '@/components/ui/stat'
import { inMoney } from '@/components/wallets/in-money'
import { Overview } from '@/components/wallets/overview'
import { StatementTable } from '@/components/wallets/statement-table'
import { Waiting } from '@/components/wallets/waiting'
import { can } from '@/lib/tenancy/permissions'
import { detailsOf } from '@/lib/wallets/details'
import { getWallet, type WalletRow } from '@/lib/wallets/list'
import { queryOf, StatementQuery, statementOf } from '@/lib/wallets/statement'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { WalletHeader } from './wallet-header'

export const metadata: Metadata = { title: 'Wallet' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

export default async function WalletPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const query = StatementQuery.parse(readQuery(await searchParams))
  const wallet = await found(getWallet(ctx, id))
  const [{ rows, next, totals }, details] = await Promise.all([
    statementOf(ctx, id, query, timezone),
    detailsOf(ctx, id),
  ])
  return (
    <>
      <WalletHeader ctx={ctx} wallet={wallet} current="" />
      <div className="space-y-6">
        <Figures wallet={wallet} />
        <Waiting {...{ details, timezone }} currency={wallet.currency} />
        <Overview totals={totals} period={query} currency={wallet.currency} />
        <StatementTable
          {...{ next, timezone }}
          rows={rows.map((row) => ({ ...row, id: String(row.seq) }))}
          currency={wallet.currency}
          csvHref={`/api/admin/${slug}/wallets/${id}/statement${queryOf(query)}`}
          root={can(ctx, 'payments:read') ? `/admin/${slug}` : null}
        />
      </div>
    </>
  )
}

const Figures = ({ wallet: { settled, available, held, minimum, currency } }: { wallet: WalletRow }) => (
  <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
    <Stat label="Balance" value={inMoney(settled, currency)} />
    <Stat label="Available" value={inMoney(available, currency)} hint="What can be spent." />
    <Stat label="Held" value={inMoney(held, currency)} hint="Waits for an outcome." />
    <Stat
      label={minimum < 0n ? 'Credit line' : 'Minimum'}
      value={inMoney(minimum < 0n ? -minimum : minimum, currency)}
      hint={minimum < 0n ? 'How far it may go below zero.' : 'What must stay in it.'}
    />
  </div>
)
