import type Stripe from 'stripe'
import type { FetchOptions } from '../../gateway'
import type { PaymentState } from '../../states'
import { intentOf } from './belongs'
import { ask } from './client'
import { complete, withCharge } from './complete'
import { isSession, readSession, sessionOf, stateOf } from './session'

/** `externalId` is of the payment or of its checkout, or of a charge, refund, dispute or warning of it. */
export async function fetchPayment(
  client: Stripe,
  externalId: string,
  options?: FetchOptions,
): Promise<PaymentState> {
  const everything = options?.everything === true
  if (isSession(externalId)) return stateOf(client, await readSession(client, externalId), everything)
  const id = await intentOf(client, externalId)
  const intent = await ask('PaymentIntents: read', () =>
    client.paymentIntents.retrieve(id, { expand: withCharge }),
  )
  return whole(client, intent, everything)
}

/** An intent that was begun on Stripe's page is known by its checkout until that is complete. */
export async function whole(
  client: Stripe,
  intent: Stripe.PaymentIntent,
  everything: boolean,
): Promise<PaymentState> {
  const session = await sessionOf(client, intent)
  return session ? stateOf(client, session, everything) : complete(client, intent, everything)
}
