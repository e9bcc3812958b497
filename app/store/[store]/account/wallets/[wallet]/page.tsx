import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Stat } from '@/components/ui/stat'
import { inMoney } from '@/components/wallets/in-money'
import { Overview } from '@/components/wallets/overview'
import { StatementTable } from '@/components/wallets/statement-table'
import { Waiting } from '@/components/wallets/waiting'
import { newToken } from '@/lib/core/secrets'
import { detailsOf } from '@/lib/wallets/details'
import { getWallet } from '@/lib/wallets/list'
import { queryOf, StatementQuery, statementOf } from '@/lib/wallets/statement'
import { needBuyer } from '@/lib/web/buyer'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'
import { AddMoney } from '../../add-money'

export const metadata: Metadata = { title: 'Wallet' }

type Props = { params: Promise<{ store: string; wallet: string }>; searchParams: Promise<SearchParams> }

/** A wallet of one's own: what is in it, and what came and went. */
export default async function OwnWalletPage({ params, searchParams }: Props) {
  const { store: address, wallet: id } = await params
  const [buyer, { base }] = [await needBuyer(address), await shopAt(address)]
  const { timezone } = buyer.tenant
  const query = StatementQuery.parse(readQuery(await searchParams))
  const wallet = await found(getWallet(buyer, id))
  const [{ rows, next, totals }, details] = await Promise.all([
    statementOf(buyer, id, query, timezone),
    detailsOf(buyer, id),
  ])
  const { currency, settled, available, held, isEnabled } = wallet
  return (
    <>
      <PageHeader
        title={`Wallet in ${currency}`}
        breadcrumbs={[{ label: 'My account', href: `${base}/account` }]}
        actions={isEnabled && <AddMoney {...{ address, wallet }} formKey={newToken()} />}
      />
      <div className="space-y-6">
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Stat label="Balance" value={inMoney(settled, currency)} />
          <Stat label="Available" value={inMoney(available, currency)} hint="What can be spent." />
          {held > 0n && <Stat label="Held" value={inMoney(held, currency)} hint="Waits for an outcome." />}
        </div>
        <Waiting {...{ details, timezone, currency }} />
        <Overview {...{ totals, currency }} period={query} />
        <StatementTable
          {...{ next, timezone, currency }}
          rows={rows.map((row) => ({ ...row, id: String(row.seq) }))}
          csvHref={`${base}/account/wallets/${id}/statement${queryOf(query)}`}
          root={null}
        />
      </div>
    </>
  )
}
