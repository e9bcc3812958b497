import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Makes a promised refund at the provider. */
export const submitRefund = announceJob({
  name: 'orders.submitRefund',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), refundId: z.string() }),
})

/** Takes the eSIM of a refund back at its supplier, as far as that can be; the money follows. */
export const cancelAtSupplier = announceJob({
  name: 'refunds.cancelAtSupplier',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), refundId: z.string() }),
})

/** Reads a payment at its provider, and brings ours and what it pays for to that. */
export const settlePayment = announceJob({
  name: 'orders.settlePayment',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), paymentId: z.string(), everything: z.boolean().default(false) }),
})
