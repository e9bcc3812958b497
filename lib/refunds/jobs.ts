import { workOn } from '@/lib/jobs/define'
import * as asked from '@/lib/payments/jobs'
import { takeBack } from './take-back'

export const cancelAtSupplier = workOn(asked.cancelAtSupplier, ({ tenantId, refundId }) =>
  takeBack(tenantId, refundId),
)
