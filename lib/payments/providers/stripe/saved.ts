import Stripe from 'stripe'
import { notFound, UpstreamError } from '@/lib/core/error'
import type { ChargeSaved, StartSetup } from '../../gateway'
import type { PayPage } from '../../provider'
import type { PaymentState, SavedMethod, SetupState } from '../../states'
import { ask, explain, hasCode, isOfAnotherWish, isRefusal } from './client'
import { toWirePrice } from './exponent'
import { fetchPayment } from './read'
import { isSession } from './session'
import { fetchSetupSession, startSetupSession } from './setup-session'
import { toMethod, toSetup } from './translate-saved'

const right = 'PaymentIntents: write'
const withMethod = { expand: ['payment_method'] }

/** The owner of saved methods at Stripe. The same key gives the same customer. */
export async function makeCustomer(
  client: Stripe,
  { key, email, name, metadata }: Pick<StartSetup, 'key' | 'email' | 'name' | 'metadata'>,
): Promise<string> {
  const params = { metadata, ...(email && { email }), ...(name && { name }) }
  const { id } = await ask('Customers: write', () =>
    client.customers.create(params, { idempotencyKey: `${key}:customer` }),
  )
  return id
}

/** Begins to keep a method for charges without its owner (docs.stripe.com/payments/setup-intents, `usage`). */
export async function startSetup(client: Stripe, input: StartSetup, page: PayPage): Promise<SetupState> {
  const customer = input.customerExternalId ?? (await makeCustomer(client, input))
  if (page === 'hosted') return startSetupSession(client, input, customer)
  const intent = await asking('SetupIntents: write', () =>
    client.setupIntents.create(
      {
        customer,
        usage: 'off_session',
        automatic_payment_methods: { enabled: true },
        metadata: input.metadata,
        ...withMethod,
      },
      { idempotencyKey: input.key },
    ),
  )
  // A replayed answer is as old as the first call.
  const isReplay = intent.lastResponse.headers['idempotent-replayed'] === 'true'
  return isReplay ? fetchSetup(client, intent.id) : toSetup(intent)
}

export const fetchSetup = async (client: Stripe, externalId: string): Promise<SetupState> =>
  isSession(externalId)
    ? fetchSetupSession(client, externalId)
    : toSetup(await asking('SetupIntents: read', () => client.setupIntents.retrieve(externalId, withMethod)))

/**
 * A charge of a saved method. A decline comes as 402 with the intent in it (docs.stripe.com/payments/save-and-reuse);
 * an owner who is there is sent to the bank where it asks for that (`return_url`, docs.stripe.com/api/payment_intents/confirm);
 * what holds is what is read of that intent.
 */
export async function chargeSaved(
  client: Stripe,
  { key, method, amount, email, description, metadata, capture, returnUrl }: ChargeSaved,
): Promise<PaymentState> {
  const params: Stripe.PaymentIntentCreateParams = {
    amount: toWirePrice(amount),
    currency: amount.currency.toLowerCase(),
    customer: method.customerExternalId,
    payment_method: method.externalId,
    confirm: true,
    ...(returnUrl
      ? { return_url: returnUrl, automatic_payment_methods: { enabled: true } }
      : { off_session: true, automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }),
    capture_method: capture === 'manual' ? 'manual' : 'automatic_async',
    description,
    metadata,
    ...(email && { receipt_email: email }),
    ...(method.mandateExternalId && { mandate: method.mandateExternalId }),
  }
  const made = await client.paymentIntents.create(params, { idempotencyKey: key }).catch((error) => {
    const declined = error instanceof Stripe.errors.StripeCardError && error.payment_intent
    // One key is one charge: there is one that was asked for otherwise, and nobody has read yet what came of it.
    if (isOfAnotherWish(error)) throw new UpstreamError('stripe', { cause: error })
    if (!declined) throw explainMissing(error, right)
    return declined
  })
  return fetchPayment(client, made.id, { everything: true }).catch((cause) => {
    // It was made all the same: that it cannot be read must not look as if it was refused.
    throw new UpstreamError('stripe', { cause })
  })
}

/** Null: it is gone, or no longer this customer's; both mean that it cannot be charged any more. */
export async function fetchMethod(
  client: Stripe,
  { externalId, customerExternalId }: Pick<SavedMethod, 'externalId' | 'customerExternalId'>,
): Promise<SavedMethod | null> {
  try {
    const found = toMethod(await client.paymentMethods.retrieve(externalId))
    return found.customerExternalId === customerExternalId ? found : null
  } catch (error) {
    if (hasCode(error, 'resource_missing')) return null
    throw explain(error, 'PaymentMethods: read')
  }
}

/** A method that is gone already counts as removed. Stripe never takes a detached one back. */
export async function removeMethod(
  client: Stripe,
  method: Pick<SavedMethod, 'externalId' | 'customerExternalId'>,
): Promise<void> {
  try {
    await client.paymentMethods.detach(method.externalId)
  } catch (error) {
    if (!isRefusal(error) || (await fetchMethod(client, method)))
      throw explain(error, 'PaymentMethods: write')
  }
}

async function asking<T>(needed: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explainMissing(error, needed)
  }
}

/** The account knows neither the customer nor the method: another account or mode is connected now. */
const explainMissing = (error: unknown, needed: string): unknown =>
  hasCode(error, 'resource_missing') ? notFound('saved payment method at Stripe') : explain(error, needed)
