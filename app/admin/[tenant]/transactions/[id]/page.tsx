import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { DescriptionList } from '@/components/layout/description-list'
import { PageHeader } from '@/components/layout/page-header'
import { inWords, Status, toneOf } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Timeline } from '@/components/layout/timeline'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { AppError } from '@/lib/core/error'
import { formatMoney } from '@/lib/core/money'
import { can } from '@/lib/tenancy/permissions'
import { getTransaction, type TransactionDetail } from '@/lib/transactions/get'
import { purposeWords } from '@/lib/transactions/purpose'
import { tenantContext } from '@/lib/web/session'
import { label } from '../actions'
import { ByHand } from '../by-hand'
import { ConflictLink } from '../conflict-link'
import { Refund } from '../refund'
import { methodOf, statusOf } from '../words'

export const metadata: Metadata = { title: 'Transaction' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function TransactionPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  const mayRefund = can(ctx, 'payments:refund')
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={root} />
  const found = await getTransaction(ctx, id, timezone).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <>
      <PageHeader
        title={`${inWords(found.type)} of ${formatMoney(found.amount)}`}
        breadcrumbs={[{ label: 'Transactions', href: `${root}/transactions` }]}
        actions={
          found.type === 'payment' &&
          found.status === 'paid' && (
            <>
              <Button asChild variant="secondary">
                <Link href={`${root}/transactions/${found.id}/receipt`}>Receipt</Link>
              </Button>
              {mayRefund && <Refund found={found} slug={slug} />}
            </>
          )
        }
        badge={
          <>
            <Status value={found.status} label={statusOf(found)} />
            {found.mode === 'test' && <TestModeBadge />}
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_28rem]">
        <div className="min-w-0 space-y-6">
          {found.status === 'unknown' && (
            <Alert tone="warning" title="Nobody knows yet whether this payment was made">
              It was begun at {found.psp}, and no answer came. It is looked for there, after five minutes,
              after an hour, then daily; until it is found, or is sure not to be there, it is never begun a
              second time.
            </Alert>
          )}
          {found.payment.mismatch && (
            <Alert
              tone="danger"
              title={`The payment does not fit its ${found.purpose === 'wallet' ? 'refill' : 'order'}`}
              actions={
                found.payment.conflictId && <ConflictLink {...{ root }} id={found.payment.conflictId} />
              }
            >
              {found.payment.mismatch}
            </Alert>
          )}
          {found.type === 'payment' && (
            <ByHand
              payment={found.payment}
              slug={slug}
              mayReceive={can(ctx, 'payments:receive')}
              mayRefund={mayRefund}
            />
          )}
          <Facts {...{ found, root, timezone, mayRefund }} />
          {can(ctx, 'payments:label') && (
            <Card
              title="Labels"
              description="They stand on the payment, its refunds and disputes, and in exports."
            >
              <Form
                action={label.bind(null, slug)}
                submit="Save labels"
                fields={[
                  {
                    name: 'labels',
                    label: 'Labels',
                    hint: 'Parted by commas.',
                    defaultValue: found.labels.join(', '),
                  },
                ]}
              >
                <input type="hidden" name="paymentId" value={found.paymentId} />
              </Form>
            </Card>
          )}
        </div>
        <Card title="Timeline">
          <Timeline
            timeZone={timezone}
            items={found.events.map(({ id: key, at, text, detail, status }) => ({
              id: key,
              at,
              title: text,
              children: [status && inWords(status), detail].filter(Boolean).join(': ') || null,
              tone: status ? toneOf(status) : 'neutral',
            }))}
          />
        </Card>
      </div>
    </>
  )
}

type FactsProps = { found: TransactionDetail; root: string; timezone: string; mayRefund: boolean }

const refundWords = ({ payment: { refundable } }: TransactionDetail): string =>
  refundable.obstacle ?? `Up to ${formatMoney(refundable.most)} can go back.`

const link = 'text-primary hover:underline'

const Facts = ({ found, root, timezone, mayRefund }: FactsProps) => (
  <Card title={inWords(found.type)}>
    <DescriptionList
      items={[
        { term: 'For', value: purposeWords[found.purpose] },
        { term: 'Billing cycle', value: found.cycle },
        { term: 'Date', value: <Time value={found.at} timeZone={timezone} /> },
        { term: 'Amount', value: formatMoney(found.amount) },
        { term: 'Fee', value: found.fee && formatMoney(found.fee) },
        { term: 'Net', value: found.net && formatMoney(found.net) },
        { term: 'Method', value: methodOf(found) },
        { term: 'PSP', value: found.psp },
        { term: 'PSP reference', value: found.reference && <Code>{found.reference}</Code> },
        {
          term: found.orderId ? 'Order' : 'Refill',
          value: found.orderId ? (
            <Link href={`${root}/orders/${found.orderId}`} className={link}>
              {found.plan} ({found.orderId.slice(-8)})
            </Link>
          ) : (
            found.plan
          ),
        },
        {
          term: 'SIM',
          value: found.simId && (
            <Link href={`${root}/sims/${found.simId}`} className={`${link} font-mono text-[0.8125rem]`}>
              {found.iccid}
            </Link>
          ),
        },
        { term: 'Refund', value: mayRefund && found.type === 'payment' ? refundWords(found) : null },
        { term: 'End user', value: found.email },
        { term: 'Company', value: found.company },
        { term: 'Id', value: <Code>{found.id}</Code> },
        {
          term: 'Last read from the provider',
          value: found.payment.checkedAt && <Time value={found.payment.checkedAt} timeZone={timezone} />,
        },
      ]}
    />
  </Card>
)

const Code = ({ children }: { children: string }) => (
  <code className="break-all text-[0.8125rem]">{children}</code>
)
