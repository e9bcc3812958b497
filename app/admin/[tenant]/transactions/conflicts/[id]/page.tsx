import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { DescriptionList } from '@/components/layout/description-list'
import { PageHeader } from '@/components/layout/page-header'
import { inWords, Status } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { AppError } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { type ConflictRow, getConflict } from '@/lib/reconcile/conflicts'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { followsFrom, meaningOf, resolutionWords, stateWords, titleOf } from '../words'
import { Decide } from './decide'

export const metadata: Metadata = { title: 'Conflict' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function ConflictPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={root} />
  const found = await getConflict(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const { label, tone } = stateWords[found.status]
  const allowed = found.actions.filter((action) =>
    can(ctx, action === 'refund' ? 'payments:refund' : 'payments:reconcile'),
  )
  return (
    <>
      <PageHeader
        title={titleOf(found)}
        breadcrumbs={[
          { label: 'Transactions', href: `${root}/transactions` },
          { label: 'Conflicts', href: `${root}/transactions/conflicts?state=open` },
        ]}
        badge={
          <>
            <Status value={found.status} label={label} tone={tone} />
            {found.mode === 'test' && <TestModeBadge />}
          </>
        }
        description={meaningOf(found)}
      />
      <div className="max-w-5xl space-y-6">
        <Outcome {...{ found, root }} />
        <div className="grid items-start gap-6 md:grid-cols-2">
          <Side
            title="Here"
            side={found.ours}
            timezone={timezone}
            lacking={
              found.status === 'open'
                ? 'There is no record of it here.'
                : 'There was no record of it here when it was found.'
            }
          />
          <Side
            title={`At ${found.psp}`}
            side={found.theirs}
            timezone={timezone}
            lacking="The account does not have it."
          />
        </div>
        <Facts {...{ found, root, timezone }} />
        {allowed.length > 0 && <Decide slug={slug} conflict={found} actions={allowed} />}
      </div>
    </>
  )
}

const isHeld = ({ resolution, payment }: ConflictRow) =>
  resolution === 'adopted' && Boolean(payment?.mismatch)

const Outcome = ({ found, root }: { found: ConflictRow; root: string }) => (
  <>
    {found.status === 'open' && found.reason && <Alert tone="danger">{found.reason}</Alert>}
    {found.status === 'mended' && (
      <Alert tone="info" title="This is over">
        A later reading found both sides alike. It is kept so that you see what the events did not bring.
      </Alert>
    )}
    {found.resolution && (
      <Alert
        tone={isHeld(found) ? 'warning' : 'success'}
        title={resolutionWords[found.resolution]}
        actions={
          isHeld(found) && (
            <Button asChild variant="secondary" size="sm">
              <Link href={`${root}/transactions/${found.paymentId}`}>See the payment</Link>
            </Button>
          )
        }
      >
        {found.reason ?? followsFrom(found)}
      </Alert>
    )}
  </>
)

type SideProps = { title: string; side: ConflictRow['ours']; timezone: string; lacking: string }

const Side = ({ title, side, timezone, lacking }: SideProps) => (
  <Card title={title}>
    {side ? (
      <DescriptionList
        columns={1}
        items={[
          {
            term: 'Amount',
            value: side.amount && formatMoney(money(BigInt(side.amount.amount), side.amount.currency)),
          },
          { term: 'State', value: side.status && inWords(side.status) },
          { term: 'Mode', value: side.mode && inWords(side.mode) },
          { term: 'Made', value: side.at && <Time value={side.at} timeZone={timezone} /> },
          { term: 'Id', value: <code className="break-all text-[0.8125rem]">{side.id}</code> },
        ]}
      />
    ) : (
      <p className="text-muted-foreground text-sm">{lacking}</p>
    )}
  </Card>
)

type FactsProps = { found: ConflictRow; root: string; timezone: string }

const link = 'text-primary hover:underline'

const Facts = ({ found, root, timezone }: FactsProps) => (
  <Card title="What is at stake">
    <DescriptionList
      items={[
        { term: 'The PSP holds more than our books', value: found.stake && formatMoney(found.stake) },
        {
          term: 'Payment',
          value: found.paymentId && (
            <Link href={`${root}/transactions/${found.paymentId}`} className={link}>
              {found.paymentId.slice(-8)}
            </Link>
          ),
        },
        {
          term: 'Payout',
          value:
            found.object === 'payout' && found.ours?.id ? (
              <Link href={`${root}/transactions/payouts/${found.ours.id}`} className={link}>
                {found.ours.id.slice(-8)}
              </Link>
            ) : null,
        },
        {
          term: 'Order',
          value: found.orderId && (
            <Link href={`${root}/orders/${found.orderId}`} className={link}>
              {found.orderId.slice(-8)}
            </Link>
          ),
        },
        { term: 'First found', value: <Time value={found.createdAt} timeZone={timezone} /> },
        { term: 'Last found', value: <Time value={found.seenAt} timeZone={timezone} /> },
        {
          term: 'Came back',
          value: found.reopened ? `${found.reopened} ${found.reopened === 1 ? 'time' : 'times'}` : 'Never',
        },
      ]}
    />
  </Card>
)
