import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import type { RefillOffer } from '@/lib/orders/refill-offer'
import { consentText } from '@/lib/payment-methods/consent'
import { payWaysOf, savedWaysOf, walletWaysOf } from '@/lib/store/pay-ways'
import { findBuyersOrder, refillsFor } from '@/lib/store/refill'
import { buyerOf } from '@/lib/web/buyer'
import { countryOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'
import { daysOf } from '../../../../plan-facts'
import { payByPost } from './actions'
import { RefillForm } from './refill-form'

type Props = {
  params: Promise<{ store: string; token: string }>
  searchParams: Promise<{ size?: string }>
}

export const metadata: Metadata = { title: 'Add data', robots: { index: false, follow: false } }

/** More data for an eSIM: first how much, then how it is paid. */
export default async function RefillPage({ params, searchParams }: Props) {
  const { store: address, token } = await params
  const { size: wanted } = await searchParams
  const { store, base } = await shopAt(address)
  if (!(await findBuyersOrder(store, token))) notFound()
  const offer = store.isOpen ? await refillsFor(store, token) : null
  const at = `${base}/orders/${token}`
  if (!offer)
    return (
      <>
        <h1 className="sr-only">Add data</h1>
        <EmptyState
          title="Nothing can be added to this eSIM at the moment"
          action={
            <Button asChild variant="secondary">
              <a href={at}>Back to the order</a>
            </Button>
          }
        >
          Nothing was charged.
        </EmptyState>
      </>
    )
  const size = offer.sizes.find(({ bytes }) => bytes.toString() === wanted)
  return (
    <div className="mx-auto max-w-xl space-y-6">
      <a href={size ? `${at}/refill` : at} className="link inline-flex min-h-11 items-center text-sm">
        {size ? 'Choose another size' : 'Back to the order'}
      </a>
      <div className="space-y-2">
        <h1 className="font-semibold text-2xl">Add data</h1>
        <p className="text-muted-foreground">
          {offer.plan.name}, eSIM <span className="break-all">{offer.sim.iccid}</span>. It goes onto the eSIM
          that you have: there is nothing to install.
        </p>
      </div>
      {size ? (
        <Pay address={address} token={token} offer={offer} size={size} />
      ) : (
        <Sizes at={at} offer={offer} />
      )}
    </div>
  )
}

const Sizes = ({ at, offer: { sizes, plan } }: { at: string; offer: RefillOffer }) => (
  <ul aria-label="Sizes" className="space-y-3">
    {sizes.map(({ bytes, days, price }) => (
      <li key={bytes.toString()}>
        <Card>
          <div className="flex flex-wrap items-center justify-between gap-4">
            <div>
              <p className="font-medium text-lg">{formatBytes(bytes, plan.base)}</p>
              <p className="text-muted-foreground text-sm">Valid for {daysOf({ days })}</p>
            </div>
            <Button asChild>
              <a href={`${at}/refill?size=${bytes}`}>
                Add {formatBytes(bytes, plan.base)} for {formatMoney(price)}
              </a>
            </Button>
          </div>
        </Card>
      </li>
    ))}
  </ul>
)

type PayProps = { address: string; token: string; offer: RefillOffer; size: RefillOffer['sizes'][number] }

async function Pay({ address, token, offer: { plan }, size }: PayProps) {
  const { store, base } = await shopAt(address)
  const country = countryOf(await headers())
  const buyer = await buyerOf(store.tenantId)
  const ways = [
    ...(buyer ? await savedWaysOf(buyer, size.price, country) : []),
    ...(buyer ? await walletWaysOf(buyer, size.price) : []),
    ...(await payWaysOf(store, size.price, country)),
  ]
  const price = formatMoney(size.price)
  if (ways.length === 0)
    return <EmptyState title="This store cannot take payments at the moment">Nothing was charged.</EmptyState>
  return (
    <>
      <Card>
        <p className="flex items-baseline justify-between gap-4 font-semibold">
          <span>
            {formatBytes(size.bytes, plan.base)}, {daysOf(size)}
          </span>
          <span className="text-lg">{price}</span>
        </p>
        <p className="mt-2 text-muted-foreground text-sm">
          It is used after the data that is left, and lasts {daysOf(size)} from then.
        </p>
      </Card>
      <RefillForm
        address={address}
        token={token}
        byPost={payByPost.bind(null, address, token)}
        versionId={plan.versionId}
        size={size.bytes.toString()}
        checkoutKey={newToken()}
        ways={ways}
        consent={buyer && consentText(buyer.tenant.name)}
        price={price}
        terms={store.terms ? `${base}/terms` : null}
      />
    </>
  )
}
