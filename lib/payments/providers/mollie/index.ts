import type { Provider } from '../../provider'
import { check } from './check'
import { MollieCredentials, modeOf, publicPart } from './credentials'
import { events } from './events'
import { toWire } from './exponent'
import { connect } from './gateway'

/** Mollie with the buyer on its hosted checkout; the API key of a website profile. */
export const mollie = {
  name: 'mollie',
  label: 'Mollie',
  endpoint: 'https://api.mollie.com',
  sandbox: {
    path: '/mollie',
    hint: 'Speaks to the simulated Mollie on this computer. Takes test keys such as test_fakefakefakefakefakefakefake01; no money moves.',
  },
  keepsMethods: true,
  notices: 'with_payment',
  keyLifeMs: 3_600_000,
  credentials: MollieCredentials,
  events,
  modeOf,
  publicPart,
  wayToPay(_, price) {
    toWire(price)
    return { kind: 'redirect' }
  },
  check,
  connect,
} satisfies Provider<MollieCredentials>
