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
  sandbox: { path: '/custom', keys: 'fake-shared-secret-of-32-characters-or-more' },
  isSilent: true,
  notices: 'by_hand',
  credentials: CustomCredentials,
  events,
  modeOf,
  publicPart,
  wayToPay: ({ title }) => ({ kind: 'redirect', title }),
  check,
  connect,
} satisfies Provider<CustomCredentials>
