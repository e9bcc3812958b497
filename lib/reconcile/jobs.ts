import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob, type Job } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { CatchUpInput, catchUp } from './catch-up'
import { endAuthorization, guardAuthorizations } from './guard'
import { lookAt } from './look'
import { findLostPayment } from './lost-payment'
import { mopUp } from './mop-up'
import { refundHeld } from './refund-conflict'
import { runSweep } from './run'
import { compareDaily } from './start-sweep'

const OfPayment = z.object({ tenantId: z.string(), paymentId: z.string() })

/** One open payment that no webhook and no return has brought to its end. It is due again soon, so not tried for long. */
export const lookAtPayment = defineJob({
  name: 'reconcile.lookAtPayment',
  input: OfPayment,
  attempts: 3,
  run: ({ tenantId, paymentId }) => lookAt(tenantId, paymentId),
})

/** One payment that was begun and never answered. */
export const findLost = defineJob({
  name: 'reconcile.findLost',
  input: OfPayment,
  attempts: 6,
  run: ({ tenantId, paymentId }) => findLostPayment(tenantId, paymentId),
})

/** One authorization that ends soon. */
export const guardAuthorization = defineJob({
  name: 'reconcile.guardAuthorization',
  input: OfPayment,
  attempts: 6,
  run: ({ tenantId, paymentId }) => endAuthorization(tenantId, paymentId),
})

/** By the clock: looks for authorizations that would lapse. */
export const guardAll = defineJob({
  name: 'reconcile.guardAll',
  urgency: 'clock',
  input: z.object({}),
  attempts: 1,
  run: guardAuthorizations,
})

/** Looks again at open payments whose webhook may have been lost. */
export const mopUpPayments = defineJob({
  name: 'reconcile.mopUp',
  urgency: 'clock',
  input: z.object({}).loose(),
  attempts: 1,
  run: mopUp,
})

/** By the clock: makes good the webhooks that were lost for good, of paid payments too. */
export const catchUpEvents = defineJob({
  name: 'reconcile.catchUpEvents',
  urgency: 'clock',
  input: z.object({}),
  attempts: 1,
  run: async () => {
    for (const { tenantId, id } of await everyConnection('psp')) await askFor({ tenantId, id })
  },
})

/** One connection's share of it. The next hour comes anyway, so it is not tried for long. */
export const catchUpConnection = defineJob({
  name: 'reconcile.catchUpConnection',
  urgency: 'clock',
  input: CatchUpInput,
  attempts: 4,
  run: async (input: CatchUpInput) => {
    const rest = await catchUp(input)
    if (rest) await askFor(rest)
  },
})

const askFor = (input: CatchUpInput): Promise<void> =>
  inTenant(input.tenantId, (tx) =>
    enqueue(tx, catchUpConnection, input, {
      key: `catch-up:${input.id}:${input.until?.toISOString() ?? 'newest'}`,
    }),
  )

/** Gives back money that a person decided to give back, and that no paid payment of ours stands for. */
export const refundConflict = defineJob({
  name: 'reconcile.refundConflict',
  input: z.object({ tenantId: z.string(), id: z.string() }),
  run: ({ tenantId, id }) => refundHeld(tenantId, id),
})

const OfSweep = z.object({ tenantId: z.string(), id: z.string() })
type OfSweep = z.output<typeof OfSweep>

// Shorter than the worker is given to stop.
const sliceMs = 20_000

/** Goes through a provider's lists for a while and asks for itself again, so that long ones do not keep others waiting. */
export const doSweep: Job<OfSweep> = defineJob({
  name: 'reconcile.sweep',
  urgency: 'clock',
  input: OfSweep,
  run: async ({ tenantId, id }: OfSweep) => {
    if (await runSweep(tenantId, id, sliceMs)) return
    await inTenant(tenantId, (tx) => enqueue(tx, doSweep, { tenantId, id }, { key: `sweep:${id}` }))
  },
})

/** By the clock, once a day: every connection's payments against the lists of its provider. */
export const comparePayments = defineJob({
  name: 'reconcile.comparePayments',
  urgency: 'clock',
  input: z.object({}),
  attempts: 4,
  run: async () => {
    for (const { tenantId, id } of await everyConnection('psp')) await compareDaily(tenantId, id)
  },
})
