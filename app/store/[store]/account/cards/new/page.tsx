import type { Metadata } from 'next'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { SaveCard } from '@/components/paying/save-card'
import { Card } from '@/components/ui/card'
import { consentText } from '@/lib/payment-methods/consent'
import { waysToSave } from '@/lib/payment-methods/ways'
import { needBuyer } from '@/lib/web/buyer'
import { shopAt } from '@/lib/web/store'
import { beginCard } from '../../actions'

export const metadata: Metadata = { title: 'Add a payment method' }

/** Saves a card of one's own. The number goes from the browser to the provider, and nowhere else. */
export default async function AddCardPage({ params }: { params: Promise<{ store: string }> }) {
  const { store: address } = await params
  const [buyer, { base }] = [await needBuyer(address), await shopAt(address)]
  const ways = await waysToSave(buyer.tenantId, buyer.tenant.currency)
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Add a payment method"
        breadcrumbs={[{ label: 'My account', href: `${base}/account` }]}
        description="It is tried now, and nothing is taken."
      />
      <Card>
        {ways.length > 0 ? (
          <SaveCard
            ways={ways}
            consent={consentText(buyer.tenant.name)}
            begin={beginCard.bind(null, address)}
          />
        ) : (
          <EmptyState title="No card can be saved at the moment">Come back later.</EmptyState>
        )}
      </Card>
    </div>
  )
}
