import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

const OfPayment = z.object({ tenantId: z.string(), paymentId: z.string() })

/** One open payment that no webhook and no return has brought to its end. It is due again soon, so not tried for long. */
export const lookAtPayment = announceJob({
  name: 'reconcile.lookAtPayment',
  input: OfPayment,
  attempts: 3,
})

/** One payment that was begun and never answered. */
export const findLost = announceJob({ name: 'reconcile.findLost', input: OfPayment, attempts: 6 })

/** One authorization that ends soon. */
export const guardAuthorization = announceJob({
  name: 'reconcile.guardAuthorization',
  input: OfPayment,
  attempts: 6,
})

/** Gives back money that a person decided to give back, and that no paid payment of ours stands for. */
export const refundConflict = announceJob({
  name: 'reconcile.refundConflict',
  input: z.object({ tenantId: z.string(), id: z.string() }),
})

/** Goes through a provider's lists for a while and asks for itself again, so that long ones do not keep others waiting. */
export const doSweep = announceJob({
  name: 'reconcile.sweep',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), id: z.string() }),
})
