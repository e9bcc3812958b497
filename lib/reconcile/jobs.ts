import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { CatchUpInput, catchUp } from './catch-up'
import { mopUp } from './mop-up'

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
