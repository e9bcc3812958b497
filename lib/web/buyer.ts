import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { z } from 'zod'
import type { FormState } from '@/components/form/state'
import { env } from '@/lib/core/env'
import { type FieldProblems, notFound } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { type Buyer, findBuyer } from '@/lib/tenancy/buyers'
import { answerForm } from './form'
import { originOf } from './request'
import { currentUser, needSession } from './session'
import { findShop, type Shop, shopAt } from './store'

/** The end user of a store who is signed in; null for everyone else. Asks the database once a request. */
export const buyerOf = cache(async (tenantId: string): Promise<Buyer | null> => {
  const user = await currentUser()
  return user && findBuyer(tenantId, user)
})

/** Where the account pages of a store are: sessions live on our own host, also for a store with a host of its own. */
export const accountOf = ({ store }: Pick<Shop, 'store'>): string =>
  `${env.APP_URL}/store/${store.slug}/account`

/** The same for pages and actions below the account: off to sign in, or the page that says how to get an account. */
export async function needBuyer(address: string): Promise<Buyer> {
  const shop = await shopAt(address)
  if (!shop.base) redirect(accountOf(shop))
  await needSession(`${shop.base}/account`)
  return (await buyerOf(shop.store.tenantId)) ?? redirect(`${shop.base}/account`)
}

/** The same for routes, which answer with errors in place of pages: throws `not_found`. */
export async function routeBuyer(address: string): Promise<Buyer> {
  const shop = await findShop(address)
  const buyer = shop && (await buyerOf(shop.store.tenantId))
  if (!buyer) throw notFound('account')
  return buyer
}

/** A server action of an end user in a store; bind the address. Like `action` of the portal. */
export function buyerAction<S extends z.ZodType>(
  schema: S,
  run: (buyer: Buyer, input: z.output<S>) => Promise<unknown>,
  rules?: (buyer: Buyer, values: Record<string, unknown>) => Promise<FieldProblems>,
) {
  return async (address: string, _before: FormState, form: FormData): Promise<FormState> => {
    const { requestId } = originOf(await headers())
    return withRequestId(requestId, async () => {
      const buyer = await needBuyer(address)
      return answerForm(
        schema,
        form,
        (input) => run(buyer, input),
        rules && ((values) => rules(buyer, values)),
      )
    })
  }
}
