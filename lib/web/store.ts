import { notFound } from 'next/navigation'
import { cache } from 'react'
import { baseOf, findStore, type Store } from '@/lib/store/find'
import { isTestStore } from '@/lib/store/pay-ways'

export type Shop = { store: Store; base: string; isTest: boolean }

/** The store of a public address, for its pages: a stranger's address is 404. Asks the database once a request. */
export const shopAt = cache(async (address: string): Promise<Shop> => {
  const store = await findStore(decodeURIComponent(address))
  if (!store) notFound()
  return { store, base: baseOf(address), isTest: await isTestStore(store) }
})

/** Leads the browser on, by GET, to a path of this store. */
export const redirectTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } })
