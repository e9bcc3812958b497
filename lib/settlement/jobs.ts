import { workOn } from '@/lib/jobs/define'
import * as asked from '@/lib/payments/jobs'
import * as held from './held'
import { makeRefund } from './refund'
import { settle } from './settle'

export const submitRefund = workOn(asked.submitRefund, ({ tenantId, refundId }) =>
  makeRefund(tenantId, refundId),
)

export const settlePayment = workOn(asked.settlePayment, ({ tenantId, paymentId, everything }) =>
  settle(tenantId, paymentId, { everything }),
)

export const captureHeld = workOn(asked.captureHeld, ({ tenantId, paymentId }) =>
  held.captureHeld(tenantId, paymentId),
)

export const releaseHeld = workOn(asked.releaseHeld, ({ tenantId, paymentId }) =>
  held.releaseHeld(tenantId, paymentId),
)
