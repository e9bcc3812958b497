'use server'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { FormState } from '@/components/form/state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { withRequestId } from '@/lib/core/log'
import { PayRefillInput, payRefill } from '@/lib/store/pay-refill'
import { throttle } from '@/lib/tenancy/throttle'
import { buyerOf } from '@/lib/web/buyer'
import { answerForm } from '@/lib/web/form'
import { findPayPage } from '@/lib/web/pay'
import { originOf } from '@/lib/web/request'

type Begun = NonNullable<Awaited<ReturnType<typeof payRefill>>>

async function begin(token: string, form: FormData): Promise<{ state: FormState } | { begun: Begun }> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    let begun: Begun | undefined
    const state = await answerForm(PayRefillInput, form, async (chosen) => {
      await throttle('checkoutPerIp', ip)
      const refill = (await findPayPage(token)) ?? notFound()
      const buyer = await buyerOf(refill.tenantId)
      begun = (await payRefill(token, chosen, { ip, agent: userAgent }, buyer)) ?? notFound()
    })
    return begun ? { begun } : { state }
  })
}

/** The form where the browser runs scripts: the card form is on the page already. */
export async function pay(token: string, form: FormData): Promise<PayAnswer> {
  const answer = await begin(token, form)
  if ('state' in answer) return { kind: 'mend', state: answer.state }
  const { clientSecret, redirectUrl } = answer.begun
  const returnPath = `/pay/${token}/return`
  return clientSecret
    ? { kind: 'card', clientSecret, returnPath }
    : { kind: 'go', url: redirectUrl ?? returnPath }
}

/** The same without scripts: the card form waits on a page of its own. */
export async function payByPost(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const answer = await begin(token, form)
  if ('state' in answer) return answer.state
  const { clientSecret, redirectUrl } = answer.begun
  const chosen = new URLSearchParams({
    connection: String(form.get('connectionId')),
    ...(form.get('save') && { save: 'on' }),
  })
  redirect(clientSecret ? `/pay/${token}/card?${chosen}` : (redirectUrl ?? `/pay/${token}/return`))
}
