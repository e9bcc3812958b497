import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { AutomaticRefill } from '@/components/sims/automatic-refill'
import { viewSimRefill } from '@/lib/sim-refills/view'
import { needBuyer } from '@/lib/web/buyer'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'
import { changeEsimRefill, stopEsimRefill } from '../../actions'

export const metadata: Metadata = { title: 'Automatic refill' }

type Props = { params: Promise<{ store: string; sim: string }> }

/** How one's own SIM refills itself. */
export default async function OwnEsimPage({ params }: Props) {
  const { store: address, sim } = await params
  const [buyer, { base }] = [await needBuyer(address), await shopAt(address)]
  const view = await found(viewSimRefill(buyer, sim))
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title={`SIM ${view.iccid}`}
        breadcrumbs={[{ label: 'My account', href: `${base}/account` }]}
      />
      <AutomaticRefill
        simId={sim}
        view={view}
        timezone={buyer.tenant.timezone}
        change={changeEsimRefill.bind(null, address)}
        stop={stopEsimRefill.bind(null, address)}
        noSource={
          <>
            There is nothing to pay it with yet.{' '}
            <a href={`${base}/account/cards/new`} className="link">
              Save a card
            </a>{' '}
            first.
          </>
        }
      />
      {!view.form && !view.isByCompany && (
        <p className="mt-4 text-muted-foreground text-sm">Nothing can be added to this SIM at the moment.</p>
      )}
    </div>
  )
}
