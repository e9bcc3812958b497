import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection, getConnection } from '@/lib/connections/find'
import { announceJob, defineJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { checkHealth } from './health'

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

/** Takes the money of an authorized payment whose eSIM is delivered. */
export const captureHeld = announceJob({
  name: 'payments.captureHeld',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), paymentId: z.string() }),
})

/** Lets an authorized payment go, of which nothing was delivered. */
export const releaseHeld = announceJob({
  name: 'payments.releaseHeld',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), paymentId: z.string() }),
})

/** Reads a payment at its provider, and brings ours and what it pays for to that. */
export const settlePayment = announceJob({
  name: 'orders.settlePayment',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), paymentId: z.string(), everything: z.boolean().default(false) }),
})

/** Compares a payment that was just held with its provider, so that a person finds it among the conflicts at once. */
export const compareHeld = announceJob({
  name: 'reconcile.compareHeld',
  input: z.object({ tenantId: z.string(), paymentId: z.string() }),
  attempts: 6,
})

/** Asks one provider whether it still takes payments for us. The next time comes anyway, so it is not tried for long. */
export const checkConnection = defineJob({
  name: 'payments.checkConnection',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), id: z.string() }),
  attempts: 4,
  run: async ({ tenantId, id }) => {
    await checkHealth(await inTenant(tenantId, (tx) => getConnection(tx, id)))
  },
})

/** By the clock: asks for `checkConnection` of every PSP in use. */
export const checkConnections = defineJob({
  name: 'payments.checkConnections',
  urgency: 'clock',
  input: z.object({}),
  run: async () => {
    for (const { tenantId, id } of await everyConnection('psp'))
      await inTenant(tenantId, (tx) => enqueue(tx, checkConnection, { tenantId, id }, { key: `check:${id}` }))
  },
})

/** Goes on with a webhook that takes the place of another. */
export const endWebhookRoll = announceJob({
  name: 'payments.endWebhookRoll',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), id: z.string() }),
})
