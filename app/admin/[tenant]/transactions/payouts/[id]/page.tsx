import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { DescriptionList } from '@/components/layout/description-list'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { AppError } from '@/lib/core/error'
import { formatMoney } from '@/lib/core/money'
import { getPayout, LineQuery, type PayoutDetail } from '@/lib/payouts/get'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { LinesTable } from './lines-table'
import { Sums } from './sums'

export const metadata: Metadata = { title: 'Payout' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

export default async function PayoutPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see payouts" home={root} />
  const query = LineQuery.parse(readQuery(await searchParams))
  const payout = await getPayout(ctx, id, query).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <>
      <PageHeader
        title={`Payout of ${formatMoney(payout.amount)}`}
        breadcrumbs={[
          { label: 'Transactions', href: `${root}/transactions` },
          { label: 'Payouts', href: `${root}/transactions/payouts` },
        ]}
        badge={
          <>
            <Status value={payout.status} />
            {payout.connection.mode === 'test' && <TestModeBadge />}
          </>
        }
      />
      <div className="space-y-6">
        <Notes payout={payout} />
        <Facts {...{ payout, root, timezone }} />
        {payout.sums.length > 0 && <Sums sums={payout.sums} />}
        {payout.itemizedAt && (
          <LinesTable {...{ root, timezone }} rows={payout.lines.rows} next={payout.lines.next} />
        )}
      </div>
    </>
  )
}

/** What a person should know before the figures. */
const Notes = ({ payout }: { payout: PayoutDetail }) => (
  <>
    {payout.status === 'failed' && (
      <Alert tone="danger" title="The money did not reach your bank">
        {payout.failureReason} It is with the provider again. Check the bank account in{' '}
        {payout.connection.name}; the provider then pays it out anew.
      </Alert>
    )}
    {payout.unmatchedCount > 0 && (
      <Alert tone="warning" title={`${payout.unmatchedCount} lines match nothing here`}>
        They are of payments that were made with this account elsewhere.{' '}
        <Link href="?show=unmatched" className="underline">
          Show only these
        </Link>
      </Alert>
    )}
    {!payout.itemizedAt && (
      <Alert tone="info">
        {payout.isAutomatic
          ? 'What it is made of is read as soon as the provider has closed it, usually when it arrives.'
          : 'It was made by hand for a chosen amount. The provider does not say which payments are in such a payout.'}
      </Alert>
    )}
  </>
)

type FactsProps = { payout: PayoutDetail; root: string; timezone: string }

const Facts = ({ payout, root, timezone }: FactsProps) => (
  <Card title="Payout">
    <DescriptionList
      items={[
        { term: 'Amount', value: formatMoney(payout.amount) },
        { term: 'Made', value: <Time value={payout.madeAt} timeZone={timezone} /> },
        { term: 'At the bank', value: <Time value={payout.arrivesAt} timeZone={timezone} /> },
        {
          term: 'PSP',
          value: (
            <Link
              href={`${root}/settings/billing/${payout.connection.id}`}
              className="text-primary hover:underline"
            >
              {payout.connection.name}
            </Link>
          ),
        },
        {
          term: 'PSP reference',
          value: <code className="break-all text-[0.8125rem]">{payout.externalId}</code>,
        },
        { term: 'Made by', value: payout.isAutomatic ? 'The schedule of the provider' : 'Hand' },
      ]}
    />
  </Card>
)
