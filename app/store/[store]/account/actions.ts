'use server'
import { headers } from 'next/headers'
import type { FormState } from '@/components/form/state'
import { withRequestId } from '@/lib/core/log'
import { FindOrdersInput, mailOrderLinks } from '@/lib/store/find-orders'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'

export async function findOrders(address: string, _before: FormState, form: FormData): Promise<FormState> {
  const { requestId, ip } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const { store } = await shopAt(address)
    return answerForm(FindOrdersInput, form, async (input) => {
      await mailOrderLinks(store, input, ip)
      return { notice: `If there are orders for ${input.email}, their links are in your mail now.` }
    })
  })
}
