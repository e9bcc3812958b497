import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob, workOn } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import * as payments from '@/lib/payments/jobs'
import * as asked from './asked'
import { CatchUpInput, catchUp } from './catch-up'
import * as held from './compare-held'
import { endRoll } from './end-roll'
import { followUp } from './follow-up'
import { endAuthorization, guardAuthorizations } from './guard'
import { lookAt } from './look'
import { findLostPayment } from './lost-payment'
import { mopUp } from './mop-up'
import { refundHeld } from './refund-conflict'
import { runSweep } from './run'
import { compareDaily } from './start-sweep'

export const lookAtPayment = workOn(asked.lookAtPayment, ({ tenantId, paymentId }) =>
  lookAt(tenantId, paymentId),
)

export const findLost = workOn(asked.findLost, ({ tenantId, paymentId }) =>
  findLostPayment(tenantId, paymentId),
)

export const compareHeld = workOn(payments.compareHeld, ({ tenantId, paymentId }) =>
  held.compareHeld(tenantId, paymentId),
)

export const guardAuthorization = workOn(asked.guardAuthorization, ({ tenantId, paymentId }) =>
  endAuthorization(tenantId, paymentId),
)

export const refundConflict = workOn(asked.refundConflict, ({ tenantId, id }) => refundHeld(tenantId, id))

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

/** By the clock: money that goes back is followed to its end. */
export const followRefunds = defineJob({
  name: 'reconcile.followRefunds',
  urgency: 'clock',
  input: z.object({}),
  attempts: 1,
  run: followUp,
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

/** One connection's share of it. The next time comes anyway, so it is not tried for long. */
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

export const endWebhookRoll = workOn(payments.endWebhookRoll, ({ tenantId, id }) => endRoll(tenantId, id))

const askFor = (input: CatchUpInput): Promise<void> =>
  inTenant(input.tenantId, (tx) =>
    enqueue(tx, catchUpConnection, input, {
      key: `catch-up:${input.id}:${input.until?.toISOString() ?? 'newest'}`,
    }),
  )

// Shorter than the worker is given to stop.
const sliceMs = 20_000

export const doSweep = workOn(asked.doSweep, async ({ tenantId, id }) => {
  if (await runSweep(tenantId, id, sliceMs)) return
  await inTenant(tenantId, (tx) => enqueue(tx, asked.doSweep, { tenantId, id }, { key: `sweep:${id}` }))
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
