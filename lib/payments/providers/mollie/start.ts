import { SequenceType } from '@mollie/api-client'
import { invariant } from '@/lib/core/error'
import type { StartPayment } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { PaymentState } from '../../states'
import { askEach, type Client, explain, hasStatus } from './client'
import { toWire } from './exponent'
import { reachable } from './reachable'
import { read } from './read'
import { makeCustomer } from './saved'
import { toState } from './translate'
import { WirePayment } from './wire'

/** Makes the payment, or finds the one that was made: one key is one payment, whatever is asked for with it later. */
export async function start(
  client: Client,
  endpoint: Endpoint,
  { key, amount, email, description, metadata, returnUrl, notifyUrl, save }: StartPayment,
): Promise<PaymentState> {
  invariant(returnUrl, 'Mollie needs to know where the buyer comes back to')
  const wire = toWire(amount)
  const customerId =
    save && (save.customerExternalId ?? (await makeCustomer(client, { key, email, ...save })))
  try {
    const made = await client.payments.create({
      amount: wire,
      description: description.slice(0, 255),
      redirectUrl: returnUrl,
      metadata,
      idempotencyKey: key,
      ...reachable(notifyUrl, endpoint),
      ...(customerId && { customerId, sequenceType: SequenceType.first }),
    })
    return toState(WirePayment.parse(made))
  } catch (error) {
    const made = hasStatus(error, 400) && (await findMade(client, metadata))
    if (!made) throw explain(error)
    return toState(made)
  }
}

// docs.mollie.com/reference/api-idempotency: a key is kept for an hour.
const keptMs = 2 * 3_600_000

/** The payment that the first call with this key made, when it was used again with another wish. */
async function findMade(
  client: Client,
  { payment_id }: Record<string, string>,
): Promise<WirePayment | undefined> {
  for await (const payment of askEach(WirePayment, client.payments.iterate())) {
    if (payment.createdAt.getTime() < Date.now() - keptMs) return undefined
    if (payment_id && payment.metadata.payment_id === payment_id) return read(client, payment.id)
  }
  return undefined
}
