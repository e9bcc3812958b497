import type { Metadata } from 'next'
import { readQuery, type SearchParams } from '@/components/table/url'
import { buyerOf } from '@/lib/web/buyer'
import { currentUser } from '@/lib/web/session'
import { shopAt } from '@/lib/web/store'
import { BuyerAccount } from './buyer-account'
import { FindOrders } from './find-orders'
import { NoAccount } from './no-account'

export const metadata: Metadata = { title: 'My account' }

type Props = { params: Promise<{ store: string }>; searchParams: Promise<SearchParams> }

/** For a signed-in buyer what is his; for everyone the way to an account, and to orders whose links were lost. */
export default async function AccountPage({ params, searchParams }: Props) {
  const { store: address } = await params
  const shop = await shopAt(address)
  const [buyer, user] = await Promise.all([buyerOf(shop.store.tenantId), currentUser()])
  const { added, before } = readQuery(await searchParams)
  return (
    <div className="mx-auto max-w-3xl space-y-6">
      {buyer ? (
        <BuyerAccount {...{ address, buyer, added, before }} store={shop.store} base={shop.base} />
      ) : (
        <NoAccount {...{ address, shop, user }} />
      )}
      <FindOrders address={address} email={buyer?.user.email} />
    </div>
  )
}
