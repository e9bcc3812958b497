import type Stripe from 'stripe'
import { notFound } from '@/lib/core/error'
import { ask } from './client'
import { idOf } from './id-of'

type Part = {
  payment_intent?: string | { id: string } | null
  charge?: string | { id: string } | null
}

// docs.stripe.com: the ids of what may hang on a payment say by their beginning what they are.
const readers: Record<string, (client: Stripe, id: string) => Promise<Part>> = {
  ch: (client, id) => client.charges.retrieve(id),
  py: (client, id) => client.charges.retrieve(id),
  re: (client, id) => client.refunds.retrieve(id),
  pyr: (client, id) => client.refunds.retrieve(id),
  dp: (client, id) => client.disputes.retrieve(id),
  du: (client, id) => client.disputes.retrieve(id),
  issfr: (client, id) => client.radar.earlyFraudWarnings.retrieve(id),
}

/**
 * The payment that an object is of: a dispute or a warning may name only its charge. What is no such object is taken for
 * the payment itself. Throws `not_found` for a charge that was made without a payment intent.
 */
export async function intentOf(client: Stripe, id: string): Promise<string> {
  const read = readers[id.slice(0, id.indexOf('_'))]
  if (!read) return id
  const part = await ask('Charges: read', () => read(client, id))
  const intent = idOf(part.payment_intent)
  if (intent) return intent
  const charge = idOf(part.charge)
  if (!charge) throw notFound('payment at Stripe')
  return intentOf(client, charge)
}
