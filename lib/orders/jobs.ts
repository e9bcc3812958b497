import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { expireOrder } from './expire'
import { fulfil, refundIfLate } from './fulfil'

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
