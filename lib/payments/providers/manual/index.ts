import type { Provider } from '../../provider'
import { ManualCredentials, modeOf, publicPart } from './credentials'
import { connect } from './gateway'

/** Bank transfer or invoice: the buyer is told where to pay, and staff note what came. */
export const manual = {
  name: 'manual',
  label: 'Bank transfer or invoice',
  endpoint: '',
  sandbox: null,
  isSilent: true,
  notices: 'none',
  credentials: ManualCredentials,
  events: [],
  modeOf,
  publicPart,
  wayToPay: ({ title, instructions, days }) => ({
    kind: 'instructions',
    title,
    instructions,
    days: Number(days),
  }),
  connect,
  check: async ({ mode, title }) => ({
    ...{ accountId: null, accountName: title, country: null, currency: null },
    ...{ mode, chargesEnabled: null, capabilities: [], warnings: [] },
  }),
} satisfies Provider<ManualCredentials>
