import type { Provider } from '../../provider'
import { check } from './check'
import { endpointOf, live, modeOf, PaypalCredentials, publicPart } from './credentials'
import { events } from './events'
import { toWire } from './exponent'
import { connect } from './gateway'

/** PayPal's classic NVP API: Express Checkout on PayPal's own page, by API signature. */
export const paypalNvp = {
  name: 'paypal-nvp',
  label: 'PayPal',
  endpoint: live.endpoint,
  endpointOf,
  sandbox: {
    path: '/paypal/nvp',
    hint: 'Speaks to the simulated PayPal on this computer. Takes a username such as shop_api1.example.test with any password and signature; no money moves.',
  },
  notices: 'with_payment',
  credentials: PaypalCredentials,
  events,
  modeOf,
  publicPart,
  wayToPay(_, price) {
    toWire(price)
    return { kind: 'redirect' }
  },
  assertRefundable: toWire,
  check,
  connect,
} satisfies Provider<PaypalCredentials>
