import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { findBuyersOrder, refillsFor } from '@/lib/store/refill'
import { shopAt } from '@/lib/web/store'
import { RefillChoice } from '../../../refill-choice'
import { pay, payByPost } from './actions'

type Props = {
  params: Promise<{ store: string; token: string }>
  searchParams: Promise<{ size?: string }>
}

export const metadata: Metadata = { title: 'Add data', robots: { index: false, follow: false } }

/** More data for the eSIM of an order. */
export default async function RefillPage({ params, searchParams }: Props) {
  const [{ store: address, token }, { size }] = [await params, await searchParams]
  const { store, base } = await shopAt(address)
  if (!(await findBuyersOrder(store, token))) notFound()
  const order = `${base}/orders/${token}`
  return (
    <RefillChoice
      address={address}
      offer={store.isOpen ? await refillsFor(store, token) : null}
      wanted={size}
      at={`${order}/refill`}
      back={{ href: order, label: 'Back to the order' }}
      pay={pay.bind(null, address, token)}
      byPost={payByPost.bind(null, address, token)}
    />
  )
}
