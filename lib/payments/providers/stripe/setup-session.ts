import type Stripe from 'stripe'
import type { StartSetup } from '../../gateway'
import type { SetupState } from '../../states'
import { ask } from './client'
import { PAGE } from './session'
import { toSetup } from './translate-saved'

const withMethod = { expand: ['setup_intent.payment_method'] }

/** Begins to keep a method on Stripe's page (docs.stripe.com/payments/checkout/save-and-reuse). */
export async function startSetupSession(
  client: Stripe,
  input: StartSetup,
  customer: string,
): Promise<SetupState> {
  const { key, metadata, returnUrl, currency } = input
  const session = await ask('Checkout Sessions: write', () =>
    client.checkout.sessions.create(
      {
        mode: 'setup',
        ui_mode: 'hosted_page',
        currency: currency.toLowerCase(),
        customer,
        success_url: returnUrl,
        cancel_url: returnUrl,
        metadata,
        setup_intent_data: { metadata: { ...metadata, [PAGE]: 'hosted' } },
        ...withMethod,
      },
      { idempotencyKey: key },
    ),
  )
  // A replayed answer is as old as the first call.
  const isReplay = session.lastResponse.headers['idempotent-replayed'] === 'true'
  return isReplay ? fetchSetupSession(client, session.id) : stateOf(session)
}

export const fetchSetupSession = async (client: Stripe, id: string): Promise<SetupState> =>
  stateOf(await ask('Checkout Sessions: read', () => client.checkout.sessions.retrieve(id, withMethod)))

const status: Record<string, SetupState['status']> = { open: 'requires_action', expired: 'canceled' }

function stateOf(session: Stripe.Checkout.Session): SetupState {
  const intent = typeof session.setup_intent === 'object' ? session.setup_intent : null
  const made = intent && toSetup(intent)
  return {
    externalId: session.id,
    status: made?.status === 'succeeded' ? 'succeeded' : (status[session.status ?? ''] ?? 'pending'),
    clientSecret: null,
    redirectUrl: session.url,
    customerExternalId:
      typeof session.customer === 'string' ? session.customer : (session.customer?.id ?? ''),
    metadata: session.metadata ?? {},
    method: made?.method ?? null,
    message: made?.message ?? null,
  }
}
