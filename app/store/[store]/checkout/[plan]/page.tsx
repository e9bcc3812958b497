import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { formatMoney } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { consentText } from '@/lib/payment-methods/consent'
import { findShopPlan } from '@/lib/store/catalogue'
import { payWaysOf, savedWaysOf, walletWaysOf } from '@/lib/store/pay-ways'
import { buyerOf } from '@/lib/web/buyer'
import { countryOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'
import { refundRuleOf } from '../../../plan-facts'
import { payByPost } from './actions'
import { CheckoutForm } from './checkout-form'
import { Summary } from './summary'

type Props = { params: Promise<{ store: string; plan: string }> }

export const metadata: Metadata = { title: 'Checkout' }

export default async function CheckoutPage({ params }: Props) {
  const { store: address, plan: slug } = await params
  const { store, base } = await shopAt(address)
  const plan = await findShopPlan(store, slug)
  if (!plan || !store.isOpen) notFound()
  const back = `${base}/plans/${plan.slug}`
  const country = countryOf(await headers())
  const buyer = await buyerOf(store.tenantId)
  const ways = [
    ...(buyer ? await savedWaysOf(buyer, plan.price, country) : []),
    ...(buyer ? await walletWaysOf(buyer, plan.price) : []),
    ...(await payWaysOf(store, plan.price, country)),
  ]
  if (plan.isSoldOut || ways.length === 0)
    return (
      <>
        <h1 className="sr-only">Checkout</h1>
        <EmptyState
          title={plan.isSoldOut ? 'This plan is sold out' : 'This store cannot take payments at the moment'}
          action={
            <Button asChild variant="secondary">
              <a href={base || '/'}>See the other plans</a>
            </Button>
          }
        >
          Nothing was charged.
          {plan.isSoldOut &&
            ' If you have just begun to pay for one, go forward in your browser: it is still kept for you.'}
        </EmptyState>
      </>
    )
  const price = formatMoney(plan.price)
  return (
    <div className="grid items-start gap-8 md:grid-cols-[1fr_20rem]">
      <div className="min-w-0">
        <a href={back} className="link inline-flex min-h-11 items-center text-sm">
          Back to the plan
        </a>
        <h1 className="mb-6 font-semibold text-2xl">Checkout</h1>
        <CheckoutForm
          address={address}
          byPost={payByPost.bind(null, address)}
          planSlug={plan.slug}
          versionId={plan.versionId}
          checkoutKey={newToken()}
          ways={ways}
          buyer={buyer && { email: buyer.user.email, consent: consentText(buyer.tenant.name) }}
          price={price}
          terms={store.terms ? `${base}/terms` : null}
        />
      </div>
      <Summary plan={plan} price={price} refundRule={refundRuleOf(store)} />
    </div>
  )
}
