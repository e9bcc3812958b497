import type { Endpoint, Provider } from '../../provider'
import { checkAccount, isSameAccount } from '../stripe/check'
import { clientFor } from '../stripe/client'
import { toWirePrice } from '../stripe/exponent'
import { connect } from '../stripe/gateway'
import { stripe } from '../stripe/index'
import { ConnectedAccount } from './credentials'
import { events } from './events'
import { platformOf } from './platform'
import { signIn } from './sign-in'

const clientOf = ({ accountId: account, mode }: ConnectedAccount, endpoint: Endpoint) =>
  clientFor(platformOf(mode).secretKey, endpoint, { account })

const browserOf = ({ accountId: account, mode }: ConnectedAccount, endpoint: Endpoint) =>
  clientFor(platformOf(mode).publishableKey, endpoint, { account })

// What holds of every account of Stripe, whoever calls.
const { endpoint, keepsMethods, keyLifeMs, hasHostedPage, assertRefundable, webhookVersion } = stripe

/**
 * Stripe for an organization that signed in there: the installation's platform acts for its account, so no key of it is
 * kept here. Payments are made in the very account (direct charges), as with a key of its own.
 */
export const stripeConnect = {
  name: 'stripe_connect',
  label: 'Stripe Connect',
  buyersName: 'Stripe',
  ...{ endpoint, keepsMethods, keyLifeMs, hasHostedPage, assertRefundable, webhookVersion },
  sandbox: { path: '', hint: 'Signs in at the simulated Stripe on this computer; no money moves.' },
  notices: 'platform',
  credentials: ConnectedAccount,
  events,
  modeOf: ({ mode }) => mode,
  publicPart: ({ accountId, mode }) => ({ accountId, mode }),
  wayToPay({ accountId: account, mode }, price, page) {
    const amount = toWirePrice(price)
    if (page === 'hosted') return { kind: 'redirect' }
    const { publishableKey } = platformOf(mode)
    return { kind: 'card_form', publishableKey, account, amount, currency: price.currency.toLowerCase() }
  },
  check(account, endpoint) {
    const client = clientOf(account, endpoint)
    return checkAccount(client, account.mode, () => isSameAccount(client, browserOf(account, endpoint)))
  },
  connect: (account, endpoint, page = 'form') => connect(clientOf(account, endpoint), page),
  signIn,
} satisfies Provider<ConnectedAccount>
