import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/layout/empty-state'
import { isFromShopWindow } from '@/lib/web/shop-window'
import { findShop } from '@/lib/web/store'
import { ShopFrame } from '../../store/shop-frame'
import { Missing } from '../missing'

type Props = { params: Promise<{ store: string }>; children: ReactNode }

/** Around the pages of a shop window. They are drawn only for `lib/web/shop-window`, which sends them out. */
export default async function WindowLayout({ params, children }: Props) {
  if (!isFromShopWindow(await headers())) notFound()
  const shop = await findShop((await params).store)
  if (!shop)
    return (
      <main id="main">
        <Missing title="There is no store at this address" home={null} />
      </main>
    )
  return (
    <ShopFrame {...shop}>
      {shop.store.isOpen ? (
        children
      ) : (
        <>
          <h1 className="sr-only">{shop.store.name}</h1>
          <EmptyState title="This store is closed at the moment">
            Orders that were placed stay open at their links.
            {shop.store.supportEmail && ` Questions? Write to ${shop.store.supportEmail}.`}
          </EmptyState>
        </>
      )}
    </ShopFrame>
  )
}
