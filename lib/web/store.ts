import { notFound } from 'next/navigation'
import { cache } from 'react'
import { baseOf, findStore, type Store } from '@/lib/store/find'
import { isTestStore } from '@/lib/store/pay-ways'

export type Shop = { store: Store; base: string; isTest: boolean }

/** The store of a public address; null when there is none. Asks the database once a request. */
export const findShop = cache(async (address: string): Promise<Shop | null> => {
  const store = await findStore(address)
  return store && { store, base: baseOf(address), isTest: await isTestStore(store) }
})

/** The same for pages: the address of no store is 404. */
export async function shopAt(address: string): Promise<Shop> {
  return (await findShop(address)) ?? notFound()
}

/** Leads the browser on, by GET, to a path of this store. */
export const redirectTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } })
