import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Alert } from '@/components/ui/alert'
import { AppError } from '@/lib/core/error'
import { formatMoney } from '@/lib/core/money'
import { PayRefillInput, payRefill } from '@/lib/store/pay-refill'
import { cardFormOf } from '@/lib/store/pay-ways'
import { buyerOf } from '@/lib/web/buyer'
import { findPayPage } from '@/lib/web/pay'
import { originOf } from '@/lib/web/request'
import { PayOrder } from '../../../store/[store]/orders/[token]/pay/pay-order'

type Props = { params: Promise<{ token: string }>; searchParams: Promise<SearchParams> }

export const metadata: Metadata = { title: 'Pay' }

/** The card form of a payment that was begun without script. */
export default async function CardPage({ params, searchParams }: Props) {
  const { token } = await params
  const refill = await findPayPage(token)
  if (!refill) notFound()
  const here = `/pay/${token}`
  const { connection, save } = readQuery(await searchParams)
  const input = PayRefillInput.safeParse({ connectionId: connection, save })
  if (!refill.canBePaid || !input.success) redirect(here)
  const { ip, userAgent } = originOf(await headers())
  const buyer = await buyerOf(refill.tenantId)
  const begun = await payRefill(token, input.data, { ip, agent: userAgent }, buyer).catch(
    (error: unknown) => {
      if (error instanceof AppError) return null
      throw error
    },
  )
  const card =
    begun?.clientSecret && (await cardFormOf(refill.tenantId, input.data.connectionId, refill.price))
  if (!begun?.clientSecret || !card) redirect(here)
  const price = formatMoney(refill.price)
  return (
    <div className="space-y-6">
      <h1 className="font-semibold text-2xl">Pay {price}</h1>
      <noscript>
        <Alert tone="warning" title="The card form needs JavaScript">
          Your card goes straight to the payment provider, whose form runs only with JavaScript. Turn it on
          for this page and reload.
        </Alert>
      </noscript>
      <PayOrder
        card={card}
        keeps={begun.keepsCard}
        clientSecret={begun.clientSecret}
        returnPath={`${here}/return`}
        price={price}
      />
      <p>
        <a href={here} className="link inline-flex min-h-11 items-center">
          Back
        </a>
      </p>
    </div>
  )
}
