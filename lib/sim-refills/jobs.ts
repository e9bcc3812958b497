import { workOn } from '@/lib/jobs/define'
import * as ofUsage from '@/lib/usage/asked'
import * as asked from './asked'
import { charge } from './charge'
import { checkSim } from './check'

export const checkSimRefill = workOn(ofUsage.checkSimRefill, ({ tenantId, simId }) =>
  checkSim(tenantId, simId),
)

export const chargeSimRefill = workOn(asked.chargeSimRefill, ({ tenantId, paymentId }) =>
  charge(tenantId, paymentId),
)
