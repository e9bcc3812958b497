import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { SaveCard } from '@/components/paying/save-card'
import { Card } from '@/components/ui/card'
import { ownerNamed } from '@/lib/payment-methods/add'
import { consentTextFor } from '@/lib/payment-methods/consent'
import { waysToSave } from '@/lib/payment-methods/ways'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { begin } from '../../actions'
import { pageOf } from '../../page-of'

export const metadata: Metadata = { title: 'Add a payment method' }

type Props = { params: Promise<{ tenant: string; owner: string }> }

/** Saves a card of a company or an end user. The number goes from the browser to the provider, and nowhere else. */
export default async function AddMethodPage({ params }: Props) {
  const { tenant, owner } = await params
  const ctx = await tenantContext(tenant)
  const { slug, name: merchant } = ctx.tenant
  if (!can(ctx, 'methods:write')) return <Denied need="save payment methods" home={`/admin/${slug}`} />
  const { name, currency: own } = await found(ownerNamed(ctx, owner))
  const currency = own ?? ctx.tenant.currency
  const ways = await waysToSave(ctx.tenantId, currency)
  return (
    <>
      <PageHeader
        title="Add a payment method"
        breadcrumbs={[{ label: name, href: pageOf(slug, owner) }]}
        description={`It can then be charged without asking each time. It is tried now, and nothing is taken.`}
      />
      <Card>
        {ways.length > 0 ? (
          <SaveCard
            ways={ways}
            consent={consentTextFor(merchant, name)}
            begin={begin.bind(null, slug, owner)}
          />
        ) : (
          <EmptyState title={`No payment provider can save one for ${currency}`}>
            Connect one that can, such as Stripe, in Settings &gt; Billing.
          </EmptyState>
        )}
      </Card>
    </>
  )
}
