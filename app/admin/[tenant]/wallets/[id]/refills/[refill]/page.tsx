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
import { CopyField } from '@/components/ui/copy-field'
import { Time } from '@/components/ui/time'
import { inMoney } from '@/components/wallets/in-money'
import { getRefill, type RefillDetail } from '@/lib/refills/list'
import { can } from '@/lib/tenancy/permissions'
import { getWallet } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'

export const metadata: Metadata = { title: 'Refill' }

type Props = { params: Promise<{ tenant: string; id: string; refill: string }> }

export default async function RefillPage({ params }: Props) {
  const { tenant, id, refill: refillId } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const [wallet, refill] = await Promise.all([found(getWallet(ctx, id)), found(getRefill(ctx, refillId))])
  if (refill.walletId !== id) notFound()
  const root = `/admin/${slug}`
  const here = `${root}/wallets/${id}`
  return (
    <>
      <PageHeader
        title={`Refill of ${inMoney(refill.amount, refill.currency)}`}
        breadcrumbs={[
          { label: 'Wallets', href: `${root}/wallets` },
          { label: wallet.owner, href: here },
          { label: 'Refills', href: `${here}/refills` },
        ]}
        badge={
          <>
            <Status value={refill.status} />
            {refill.mode === 'test' && <TestModeBadge />}
          </>
        }
      />
      <div className="space-y-6">
        {refill.problem && <Alert tone="danger">{refill.problem}</Alert>}
        {refill.status === 'open' && refill.payUrl && <PayPage url={refill.payUrl} />}
        <Facts {...{ refill, timezone }} root={can(ctx, 'payments:read') ? root : null} />
      </div>
    </>
  )
}

const PayPage = ({ url }: { url: string }) => (
  <Card
    title="Where it is paid"
    description="Anyone who has this address can pay it. It shows the amount and whose wallet it is, nothing else."
    actions={
      <Button asChild>
        <a href={url}>Pay now</a>
      </Button>
    }
  >
    <CopyField label="Pay page" value={url} />
  </Card>
)

type FactsProps = { refill: RefillDetail; timezone: string; root: string | null }

const Facts = ({ refill, timezone, root }: FactsProps) => (
  <Card title="Refill">
    <DescriptionList
      items={[
        { term: 'Made', value: <Time value={refill.createdAt} timeZone={timezone} /> },
        { term: 'Paid', value: refill.paidAt && <Time value={refill.paidAt} timeZone={timezone} /> },
        { term: 'Pay until', value: <Time value={refill.expiresAt} timeZone={timezone} /> },
        { term: 'Asked for by', value: inWords(refill.origin) },
        { term: 'Note', value: refill.comment || null },
        {
          term: 'Payments',
          value: refill.payments.length
            ? refill.payments.map(({ id, psp, status }) => (
                <span key={id} className="block">
                  {root ? (
                    <Link href={`${root}/transactions/${id}`} className="link">
                      {psp}
                    </Link>
                  ) : (
                    psp
                  )}
                  : {inWords(status)}
                </span>
              ))
            : null,
        },
      ]}
    />
  </Card>
)
