import { z } from 'zod'
import { defineJob, workOn } from '@/lib/jobs/define'
import * as ofWallets from '@/lib/wallets/asked'
import * as asked from './asked'
import { charge } from './automatic-charge'
import { checkWallet } from './automatic-check'
import { sweep } from './automatic-sweep'
import { close } from './close'

export const closeRefill = workOn(asked.closeRefill, ({ tenantId, refillId }) => close(tenantId, refillId))

export const chargeRefill = workOn(asked.chargeRefill, ({ tenantId, paymentId }) =>
  charge(tenantId, paymentId),
)

export const checkAutoRefill = workOn(ofWallets.checkAutoRefill, ({ tenantId, walletId }) =>
  checkWallet(tenantId, walletId),
)

/** Asks for a look at every wallet that is due for one. */
export const sweepAutoRefills = defineJob({
  name: 'refills.sweep',
  urgency: 'clock',
  input: z.object({}),
  run: sweep,
})
