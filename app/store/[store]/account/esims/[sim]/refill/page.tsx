import type { Metadata } from 'next'
import { refillsForOwn } from '@/lib/store/refill'
import { needBuyer } from '@/lib/web/buyer'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'
import { RefillChoice } from '../../../../refill-choice'
import { pay, payByPost } from './actions'

type Props = {
  params: Promise<{ store: string; sim: string }>
  searchParams: Promise<{ size?: string }>
}

export const metadata: Metadata = { title: 'Add data' }

/** More data for one's own SIM, also one that staff gave. */
export default async function OwnRefillPage({ params, searchParams }: Props) {
  const [{ store: address, sim }, { size }] = [await params, await searchParams]
  const [buyer, { store, base }] = [await needBuyer(address), await shopAt(address)]
  const offer = await found(refillsForOwn(buyer, sim))
  return (
    <RefillChoice
      address={address}
      offer={store.isOpen ? offer : null}
      wanted={size}
      at={`${base}/account/esims/${sim}/refill`}
      back={{ href: `${base}/account`, label: 'Back to my account' }}
      pay={pay.bind(null, address, sim)}
      byPost={payByPost.bind(null, address, sim)}
    />
  )
}
