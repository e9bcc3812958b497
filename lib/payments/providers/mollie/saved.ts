import { PaymentMethod, SequenceType } from '@mollie/api-client'
import type { ChargeSaved, StartSetup } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { PaymentState, SavedMethod, SetupState } from '../../states'
import { ask, type Client, explain, hasStatus } from './client'
import { nothingIn, toWire } from './exponent'
import { reachable } from './reachable'
import { read } from './read'
import { toState } from './translate'
import { toMethod, toSetup } from './translate-saved'
import { WireCustomer, WireMandate, WirePayment } from './wire'

type Named = Pick<SavedMethod, 'externalId' | 'customerExternalId'>

/** The owner of mandates at Mollie. The same key gives the same customer, for an hour. */
export async function makeCustomer(
  client: Client,
  { key, name, email }: Pick<StartSetup, 'key' | 'name' | 'email'>,
): Promise<string> {
  const of = { ...(name && { name }), ...(email && { email }) }
  const { id } = await ask(WireCustomer, () =>
    client.customers.create({ ...of, idempotencyKey: `${key}:customer` }),
  )
  return id
}

/** A first payment of nothing by card, on Mollie's page: once it is paid there is a mandate (docs.mollie.com/docs/recurring-payments). */
export async function startSetup(client: Client, endpoint: Endpoint, input: StartSetup): Promise<SetupState> {
  const customerId = input.customerExternalId ?? (await makeCustomer(client, input))
  const nothing = nothingIn(input.currency)
  const payment = await ask(WirePayment, () =>
    client.payments.create({
      amount: nothing,
      description: 'Save your card',
      customerId,
      sequenceType: SequenceType.first,
      method: PaymentMethod.creditcard,
      redirectUrl: input.returnUrl,
      metadata: input.metadata,
      idempotencyKey: input.key,
      ...reachable(input.notifyUrl, endpoint),
    }),
  )
  return toSetup(payment, null)
}

export async function fetchSetup(client: Client, externalId: string): Promise<SetupState> {
  const payment = await read(client, externalId)
  return toSetup(payment, await mandateOf(client, payment))
}

/** The mandate that a first payment has brought; null while there is none that may be used. */
export async function mandateOf(client: Client, payment: WirePayment): Promise<SavedMethod | null> {
  const { sequenceType, customerId, mandateId, status } = payment
  if (sequenceType !== 'first' || status !== 'paid' || !customerId || !mandateId) return null
  return fetchMethod(client, { externalId: mandateId, customerExternalId: customerId })
}

/** Without the buyer; a card is answered soon, a direct debit takes days. */
export const chargeSaved = async (
  client: Client,
  endpoint: Endpoint,
  { key, method, amount, description, metadata, notifyUrl }: ChargeSaved,
): Promise<PaymentState> =>
  toState(
    await ask(WirePayment, () =>
      client.payments.create({
        amount: toWire(amount),
        description: description.slice(0, 255),
        customerId: method.customerExternalId,
        mandateId: method.externalId,
        sequenceType: SequenceType.recurring,
        metadata,
        idempotencyKey: key,
        ...reachable(notifyUrl, endpoint),
      } as Parameters<Client['payments']['create']>[0]),
    ),
  )

/** Null: it was revoked, or may not be charged any more. */
export async function fetchMethod(
  client: Client,
  { externalId, customerExternalId: customerId }: Named,
): Promise<SavedMethod | null> {
  try {
    const mandate = WireMandate.parse(await client.customerMandates.get(externalId, { customerId }))
    return mandate.status === 'invalid' ? null : toMethod(mandate, customerId)
  } catch (error) {
    if (hasStatus(error, 404) || hasStatus(error, 410)) return null
    throw explain(error)
  }
}

/** A mandate that is gone already counts as removed. */
export async function removeMethod(client: Client, method: Named): Promise<void> {
  try {
    await client.customerMandates.revoke(method.externalId, { customerId: method.customerExternalId })
  } catch (error) {
    if (!(hasStatus(error, 404) || hasStatus(error, 410))) throw explain(error)
  }
}
