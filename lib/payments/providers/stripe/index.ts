import Stripe from 'stripe'
import type { Provider } from '../../provider'
import { check } from './check'
import { clientFor } from './client'
import { modeOf, publicPart, StripeCredentials } from './credentials'
import { installWebhook, removeWebhook } from './endpoint'
import { events } from './events'
import { toWire, toWirePrice } from './exponent'
import { connect } from './gateway'

/** Stripe with the buyer's card in Stripe's own form inside our page, or on Stripe's page; a secret or a restricted key of the organization's account. */
export const stripe = {
  name: 'stripe',
  label: 'Stripe',
  endpoint: 'https://api.stripe.com',
  sandbox: {
    path: '',
    hint: 'Speaks to the simulated Stripe on this computer. Takes test keys such as pk_test_demo_fake and sk_test_demo_fake; no money moves.',
  },
  keepsMethods: true,
  notices: 'registered',
  // docs.stripe.com/api/idempotent_requests: at least 24 hours.
  keyLifeMs: 24 * 3_600_000,
  credentials: StripeCredentials,
  events,
  modeOf,
  publicPart,
  hasHostedPage: true,
  wayToPay({ publishableKey }, price, page) {
    const amount = toWirePrice(price)
    if (page === 'hosted') return { kind: 'redirect' }
    return { kind: 'card_form', publishableKey, amount, currency: price.currency.toLowerCase() }
  },
  assertRefundable: toWire,
  check,
  connect: ({ secretKey }, endpoint, page = 'form') => connect(clientFor(secretKey, endpoint), page),
  webhookVersion: Stripe.API_VERSION,
  installWebhook: ({ secretKey }, endpoint, wish) => installWebhook(clientFor(secretKey, endpoint), wish),
  removeWebhook: ({ secretKey }, endpoint, id) => removeWebhook(clientFor(secretKey, endpoint), id),
} satisfies Provider<StripeCredentials>
