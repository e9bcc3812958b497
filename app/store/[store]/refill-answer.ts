import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { FormState } from '@/components/form/state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { withRequestId } from '@/lib/core/log'
import type { Buyer as Origin } from '@/lib/orders/checkout'
import { type RefillCheckout, RefillCheckoutInput } from '@/lib/orders/refill-checkout'
import type { Begun } from '@/lib/store/begin'
import { throttle } from '@/lib/tenancy/throttle'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'
import { type Shop, shopAt } from '@/lib/web/store'

type Begin = (store: Shop['store'], input: RefillCheckout, origin: Origin) => Promise<Begun>
type Answer = { state: FormState } | { begun: Begun; at: string }

/** Reads the form of a refill and begins its payment. */
export async function answerRefill(address: string, form: FormData, begin: Begin): Promise<Answer> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const { store, base } = await shopAt(address)
    let begun: Begun | undefined
    const state = await answerForm(RefillCheckoutInput, form, async (input) => {
      await throttle('checkoutPerIp', ip)
      begun = await begin(store, input, { ip, agent: userAgent })
    })
    return begun ? { begun, at: `${base}/orders/${begun.token}` } : { state }
  })
}

/** For a browser that runs scripts: the card form is on the page already. */
export function payAnswer(answer: Answer): PayAnswer {
  if ('state' in answer) return { kind: 'mend', state: answer.state }
  const { begun, at } = answer
  if (begun.clientSecret)
    return { kind: 'card', clientSecret: begun.clientSecret, returnPath: `${at}/return` }
  return { kind: 'go', url: begun.redirectUrl ?? `${at}/return` }
}

/** The same without scripts: the card form waits on a page of its own. */
export function postAnswer(answer: Answer): FormState {
  if ('state' in answer) return answer.state
  const { begun, at } = answer
  redirect(begun.clientSecret ? `${at}/pay` : (begun.redirectUrl ?? `${at}/return`))
}
