import type { Docs, Kernel } from '../../kernel'
import type { Call } from '../call'
import { newId } from '../ids'
import type { Scope } from '../store'

/** A 3-D Secure page that a buyer is to pass. */
export type Challenge = {
  id: string
  intent: string
  kind: 'payment_intent' | 'setup_intent'
  scope: Scope
  returnUrl: string | null
}

export const challenges = (kernel: Kernel): Docs<Challenge> => kernel.docs('stripe.challenge')

/** Whether the intent still asks for this very challenge: a new attempt or a cancellation has taken it away. */
export const isAsked = (intent: { next_action: object | null }, { id }: Challenge): boolean =>
  JSON.stringify(intent.next_action).includes(id)

/** `redirect_to_url` to our page; `use_stripe_sdk` where there is nowhere to return to, or stripe.js asked for it. */
export function nextAction(
  call: Call,
  kind: Challenge['kind'],
  intent: string,
  returnUrl: string | undefined,
  wantsSdk: boolean,
) {
  const isRedirect = returnUrl !== undefined && !wantsSdk
  const challenge: Challenge = {
    id: newId('acs'),
    intent,
    kind,
    scope: call.scope,
    returnUrl: returnUrl ?? null,
  }
  challenges(call.kernel).put(challenge.id, challenge)
  const url = `${call.kernel.url}/stripe/3ds/${challenge.id}`
  if (isRedirect) return { redirect_to_url: { return_url: returnUrl, url }, type: 'redirect_to_url' }
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
}
