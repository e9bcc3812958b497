'use server'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { FormState } from '@/components/form/state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { withRequestId } from '@/lib/core/log'
import { RefillCheckoutInput } from '@/lib/orders/refill-checkout'
import type { Begun } from '@/lib/store/begin'
import { beginRefill } from '@/lib/store/refill'
import { throttle } from '@/lib/tenancy/throttle'
import { buyerOf } from '@/lib/web/buyer'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'
import { shopAt } from '@/lib/web/store'

async function begin(
  address: string,
  token: string,
  form: FormData,
): Promise<{ state: FormState } | { begun: Begun; at: string }> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const { store, base } = await shopAt(address)
    let begun: Begun | undefined
    const state = await answerForm(RefillCheckoutInput, form, async (input) => {
      await throttle('checkoutPerIp', ip)
      const buyer = await buyerOf(store.tenantId)
      begun = await beginRefill(store, token, input, { ip, agent: userAgent }, buyer)
    })
    return begun ? { begun, at: `${base}/orders/${begun.token}` } : { state }
  })
}

/** The form of a buyer whose browser runs scripts: the card form is on the page already. */
export async function pay(address: string, token: string, form: FormData): Promise<PayAnswer> {
  const answer = await begin(address, token, form)
  if ('state' in answer) return { kind: 'mend', state: answer.state }
  const { begun, at } = answer
  if (begun.clientSecret)
    return { kind: 'card', clientSecret: begun.clientSecret, returnPath: `${at}/return` }
  return { kind: 'go', url: begun.redirectUrl ?? `${at}/return` }
}

/** The same without scripts: the card form waits on a page of its own. */
export async function payByPost(
  address: string,
  token: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await begin(address, token, form)
  if ('state' in answer) return answer.state
  const { begun, at } = answer
  redirect(begun.clientSecret ? `${at}/pay` : (begun.redirectUrl ?? `${at}/return`))
}
