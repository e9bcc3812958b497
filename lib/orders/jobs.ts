import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { expireOrder } from './expire'
import { fulfil, refundIfLate } from './fulfil'
import { makeRefund } from './refund'
import { settle } from './settle'

const OfOrder = z.object({ tenantId: z.string(), orderId: z.string() })

export const fulfilOrder = defineJob({
  name: 'orders.fulfil',
  urgency: 'buyer',
  input: OfOrder,
  run: ({ tenantId, orderId }) => fulfil(tenantId, orderId),
})

export const refundAtDeadline = defineJob({
  name: 'orders.refundAtDeadline',
  input: OfOrder,
  run: ({ tenantId, orderId }) => refundIfLate(tenantId, orderId),
})

export const expireCheckout = defineJob({
  name: 'orders.expireCheckout',
  input: OfOrder,
  run: ({ tenantId, orderId }) => expireOrder(tenantId, orderId),
})

export const submitRefund = defineJob({
  name: 'orders.submitRefund',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), refundId: z.string() }),
  run: ({ tenantId, refundId }) => makeRefund(tenantId, refundId),
})

export const settlePayment = defineJob({
  name: 'orders.settlePayment',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), paymentId: z.string(), everything: z.boolean().default(false) }),
  run: ({ tenantId, paymentId, everything }) => settle(tenantId, paymentId, { everything }),
})
