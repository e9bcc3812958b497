import { z } from 'zod'
import { defineTelecom } from '../../provider'

/** SIMs that were uploaded. There is no API behind them, so the carrier can do nothing, and no page needs to know why. */
export const stock = defineTelecom({
  name: 'stock',
  label: 'Own stock',
  kind: 'stock',
  credentials: z.object({}),
  connect: () => ({}),
})
