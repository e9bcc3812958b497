import { headers } from 'next/headers'
import type { FormAction } from '@/components/form/state'
import { EmptyState } from '@/components/layout/empty-state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import type { RefillOffer } from '@/lib/orders/refill-offer'
import { consentText } from '@/lib/payment-methods/consent'
import { payWaysOf, savedWaysOf, walletWaysOf } from '@/lib/store/pay-ways'
import { buyerOf } from '@/lib/web/buyer'
import { countryOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'
import { daysOf } from '../plan-facts'
import { RefillForm } from './refill-form'

type Props = {
  address: string
  offer: RefillOffer | null
  /** The size that was chosen, in bytes. */
  wanted: string | undefined
  /** The address of the page itself. */
  at: string
  back: { href: string; label: string }
  pay: (form: FormData) => Promise<PayAnswer>
  byPost: FormAction
}

/** More data for an eSIM: first how much, then how it is paid. */
export function RefillChoice({ address, offer, wanted, at, back, pay, byPost }: Props) {
  if (!offer)
    return (
      <>
        <h1 className="sr-only">Add data</h1>
        <EmptyState
          title="Nothing can be added to this SIM at the moment"
          action={
            <Button asChild variant="secondary">
              <a href={back.href}>{back.label}</a>
            </Button>
          }
        >
          Nothing was charged.
        </EmptyState>
      </>
    )
  const size = offer.sizes.find(({ bytes }) => bytes.toString() === wanted)
  const kind = offer.sim.formFactor === 'esim' ? 'eSIM' : 'SIM'
  return (
    <div className="mx-auto max-w-xl space-y-6">
      <a href={size ? at : back.href} className="link inline-flex min-h-11 items-center text-sm">
        {size ? 'Choose another size' : back.label}
      </a>
      <div className="space-y-2">
        <h1 className="font-semibold text-2xl">Add data</h1>
        <p className="text-muted-foreground">
          {offer.plan.name}, {kind} <span className="break-all">{offer.sim.iccid}</span>. It goes onto the{' '}
          {kind} that you have: there is nothing to install.
        </p>
      </div>
      {size ? <Pay {...{ address, offer, size, pay, byPost }} /> : <Sizes at={at} offer={offer} />}
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
              <a href={`${at}?size=${bytes}`}>
                Add {formatBytes(bytes, plan.base)} for {formatMoney(price)}
              </a>
            </Button>
          </div>
        </Card>
      </li>
    ))}
  </ul>
)

type PayProps = Pick<Props, 'address' | 'pay' | 'byPost'> & {
  offer: RefillOffer
  size: RefillOffer['sizes'][number]
}

async function Pay({ address, offer: { plan }, size, pay, byPost }: PayProps) {
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
        pay={pay}
        byPost={byPost}
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
