import type { Provider } from '../../provider'
import { check } from './check'
import { CustomCredentials, modeOf, publicPart } from './credentials'
import { events } from './events'
import { connect } from './gateway'

/** A payment page of the organization's own, which we send buyers to and which calls back. Also the pattern of an adapter. */
export const custom = {
  name: 'custom',
  label: 'Custom payment URL',
  endpoint: '',
  sandbox: {
    path: '/custom',
    hint: 'Acme Pay on this computer plays your payment page, whose URL may stay empty. Copy the secret first: you enter it there. No money moves.',
    noticesPlace:
      'On the page of the sandbox, under Acme Pay: paste this address and the shared secret, and press Enter the shop.',
  },
  isSilent: true,
  notices: 'by_hand',
  noticesPlace: 'In the settings of your payment page, beside the shared secret.',
  credentials: CustomCredentials,
  events,
  modeOf,
  publicPart,
  wayToPay: ({ title }) => ({ kind: 'redirect', title }),
  check,
  connect,
} satisfies Provider<CustomCredentials>
