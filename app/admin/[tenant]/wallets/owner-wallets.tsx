import Link from 'next/link'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { inMoney } from '@/components/wallets/in-money'
import { Overview } from '@/components/wallets/overview'
import { can } from '@/lib/tenancy/permissions'
import { listWallets, type WalletRow } from '@/lib/wallets/list'
import { type StatementRow, statementOf, thisMonth } from '@/lib/wallets/statement'
import type { TenantContext } from '@/lib/web/session'
import { WalletState } from './wallet-state'

/** `fill`: what the form that opens a wallet for this owner begins with. */
type Props = { ctx: TenantContext; owner: string; fill: Record<string, string> }

/** The wallets of a company or an end user: of each what this month did, and its newest movements. */
export async function OwnerWallets({ ctx, owner, fill }: Props) {
  const { slug } = ctx.tenant
  const { rows } = await listWallets(ctx, { of: owner, size: 20 })
  const create = can(ctx, 'wallets:write') && (
    <Button asChild variant="secondary">
      <Link href={`/admin/${slug}/wallets/new?${new URLSearchParams(fill)}`}>Open wallet</Link>
    </Button>
  )
  return rows.length > 0 ? (
    <div className="space-y-6">
      {rows.map((wallet) => (
        <OneWallet key={wallet.id} ctx={ctx} wallet={wallet} />
      ))}
      {create}
    </div>
  ) : (
    <Card title="Wallet">
      <EmptyState title="No wallet yet" action={create}>
        With one, refills are paid from money that was paid in before.
      </EmptyState>
    </Card>
  )
}

const newest = 10

async function OneWallet({ ctx, wallet }: { ctx: TenantContext; wallet: WalletRow }) {
  const { slug, timezone } = ctx.tenant
  const period = thisMonth(timezone)
  const { rows, totals } = await statementOf(ctx, wallet.id, { ...period, size: newest }, timezone)
  const { currency, settled, available } = wallet
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          Wallet in {currency} <WalletState wallet={wallet} />
        </span>
      }
      description={`${inMoney(settled, currency)} in it, ${inMoney(available, currency)} available.`}
      actions={
        <Button asChild variant="secondary" size="sm">
          <Link href={`/admin/${slug}/wallets/${wallet.id}`}>Open statement</Link>
        </Button>
      }
    >
      <div className="space-y-5">
        <Overview totals={totals} period={period} currency={currency} />
        {rows.length > 0 && <Newest {...{ rows, currency, timezone }} />}
      </div>
    </Card>
  )
}

type NewestProps = { rows: StatementRow[]; currency: string; timezone: string }

const Newest = ({ rows, currency, timezone }: NewestProps) => (
  <Table label="Newest movements" className="border-t">
    <TableHead>
      <tr>
        <TableHeader>Date</TableHeader>
        <TableHeader>Description</TableHeader>
        <TableHeader className="text-end">Amount</TableHeader>
      </tr>
    </TableHead>
    <TableBody>
      {rows.map(({ seq, at, text, amount }) => (
        <TableRow key={seq}>
          <TableCell>
            <Time value={at} timeZone={timezone} />
          </TableCell>
          <TableCell className="whitespace-normal">{text}</TableCell>
          <TableCell className="text-end tabular-nums">{inMoney(amount, currency)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
)
