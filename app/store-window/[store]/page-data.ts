import type { Metadata } from 'next'
import { cache } from 'react'
import { env } from '@/lib/core/env'
import { listShopPlans } from '@/lib/store/catalogue'
import type { Store } from '@/lib/store/find'
import { findShop } from '@/lib/web/store'

/** The store of a page and every plan that it shows; null for a store that is not there (the layout says so). */
export const windowOf = cache(async (address: string) => {
  const shop = await findShop(address)
  return shop && { ...shop, plans: await listShopPlans(shop.store) }
})

export const missing: Metadata = { title: 'Not found', robots: { index: false } }

/** The one address of a page that search engines are to know: on the store's own host when it has one. */
export const canonical = ({ slug, host }: Store, path = ''): string =>
  host ? `https://${host}${path || '/'}` : `${env.APP_URL}/store/${slug}${path}`

type Page = { store: Store; title: string; description: string; path?: string; isIndexed?: boolean }

export const metadataOf = ({ store, title, description, path, isIndexed = true }: Page): Metadata => ({
  title: { absolute: title === store.name ? title : `${title} · ${store.name}` },
  description,
  alternates: { canonical: canonical(store, path) },
  openGraph: { title, description, url: canonical(store, path), siteName: store.name, type: 'website' },
  ...(!(isIndexed && store.isOpen) && { robots: { index: false } }),
})
