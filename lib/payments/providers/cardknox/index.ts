import type { Provider } from '../../provider'
import { toWire } from './amount'
import { check } from './check'
import { CardknoxCredentials, modeOf, publicPart } from './credentials'
import { events } from './events'
import { connect } from './gateway'

/** Cardknox, now Sola: the buyer pays on the account's hosted page, and the reports say what was paid. */
export const cardknox = {
  name: 'cardknox',
  label: 'Cardknox',
  endpoint: 'https://x1.cardknox.com',
  sandbox: {
    path: '/cardknox',
    hint: 'Speaks to the simulated Cardknox on this computer. Takes the X-key fakekeydemo with the hosted page demo; no money moves.',
  },
  keepsMethods: true,
  notices: 'by_hand',
  // Nothing is repeated blindly: what bears our reference is looked for first.
  keyLifeMs: 90 * 86_400_000,
  noticesPlace:
    'In the Sola portal: Settings, Gateway settings, Webhook. Paste the address and the PIN, and tick at least xRefNum and xCommand.',
  credentials: CardknoxCredentials,
  events,
  modeOf,
  publicPart,
  wayToPay({ currency }, price) {
    toWire(price, currency)
    return { kind: 'redirect' }
  },
  check: (credentials, endpoint) => check({ credentials, endpoint }),
  connect,
} satisfies Provider<CardknoxCredentials>
