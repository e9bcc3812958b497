import { ArrowLeftRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { countConflicts } from '@/lib/reconcile/conflicts'
import { can } from '@/lib/tenancy/permissions'
import { listTransactions, TransactionQuery, transactionChoices } from '@/lib/transactions/list'
import { tenantContext } from '@/lib/web/session'
import { exportFile } from './actions'
import { TransactionsTable } from './transactions-table'

export const metadata: Metadata = { title: 'Transactions' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function TransactionsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={root} />
  const query = TransactionQuery.parse(readQuery(await searchParams))
  const [{ rows, next }, choices, conflicts] = await Promise.all([
    listTransactions(ctx, query, timezone),
    transactionChoices(ctx),
    countConflicts(ctx),
  ])
  const empty = (
    <Card>
      <EmptyState
        icon={<ArrowLeftRight />}
        title="No transactions yet"
        action={
          <Button asChild variant="secondary">
            <Link href={`${root}/settings/billing`}>Connect a PSP</Link>
          </Button>
        }
      >
        Every payment, refund and dispute of your store stands here, with its fee and what is left of it.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Transactions"
        actions={
          <>
            <Button asChild variant="secondary">
              <Link href={`${root}/transactions/conflicts?state=open`}>
                Conflicts{conflicts > 0 && ` (${conflicts})`}
              </Link>
            </Button>
            <Button asChild variant="secondary">
              <Link href={`${root}/transactions/payouts`}>Payouts</Link>
            </Button>
          </>
        }
      />
      <TransactionsTable
        {...{ rows, next, choices, empty, timezone, root }}
        exportFile={can(ctx, 'payments:export') ? exportFile.bind(null, slug) : null}
      />
    </>
  )
}
