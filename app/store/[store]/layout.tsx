import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { shopAt } from '@/lib/web/store'
import { ShopFrame } from '../shop-frame'

type Props = { params: Promise<{ store: string }>; children: ReactNode }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { store } = await shopAt((await params).store)
  return {
    title: { default: store.name, template: `%s · ${store.name}` },
    description: store.tagline,
    robots: { index: false },
  }
}

/** Around the pages of one buyer: checkout, orders. The shop window is drawn by its routes. */
export default async function BuyingLayout({ params, children }: Props) {
  return <ShopFrame {...(await shopAt((await params).store))}>{children}</ShopFrame>
}
