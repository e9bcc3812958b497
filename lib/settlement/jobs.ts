import { workOn } from '@/lib/jobs/define'
import * as asked from '@/lib/payments/jobs'
import { makeRefund } from './refund'
import { settle } from './settle'

export const submitRefund = workOn(asked.submitRefund, ({ tenantId, refundId }) =>
  makeRefund(tenantId, refundId),
)

export const settlePayment = workOn(asked.settlePayment, ({ tenantId, paymentId, everything }) =>
  settle(tenantId, paymentId, { everything }),
)
