import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { sweeps } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { getConnection } from '@/lib/connections/find'
import { invalidField } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { pspConnection } from '@/lib/payments/find'
import { providerNamed } from '@/lib/payments/registry'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { doSweep } from './asked'
import { beginSweep } from './sweep'

const dayMs = 86_400_000
// What is younger is on its way: webhooks and the looks at open payments come first.
const youngMs = 3_600_000
// A payment may be begun a day before it is paid, and a comparison may be missed.
const overlapMs = 2 * dayMs
const farthestMs = 90 * dayMs

export const ComparisonInput = z.object({
  id: z.string(),
  days: z.coerce
    .number('Write a number of days from 1 to 366.')
    .int('Write whole days, from 1 to 366.')
    .min(1, 'Compare at least 1 day.')
    .max(366, 'Compare at most 366 days.')
    .default(30),
})

/** A person asks to compare the payments of the last days with the provider's; one that runs already is that one. */
export async function compareNow(
  ctx: Context,
  { id, days }: z.output<typeof ComparisonInput>,
): Promise<string> {
  authorize(ctx, 'payments:reconcile')
  const connection = await pspConnection(ctx, id)
  return inTenant(ctx, async (tx) => {
    const since = new Date(Date.now() - days * dayMs)
    const sweepId = await startComparison(tx, connection, since, ctx.actor.id)
    await audit(tx, ctx, 'connection.compare', id, { days })
    return sweepId
  })
}

/** By the clock: from the end of the last comparison on, or since the connection was made. */
export const compareDaily = (tenantId: string, connectionId: string): Promise<string | null> =>
  inTenant(tenantId, async (tx) => {
    const connection = await getConnection(tx, connectionId)
    if (providerNamed(connection.provider).isSilent) return null
    const [last] = await tx
      .select({ until: sweeps.until })
      .from(sweeps)
      .where(
        and(
          eq(sweeps.connectionId, connectionId),
          eq(sweeps.kind, 'comparison'),
          eq(sweeps.status, 'finished'),
        ),
      )
      .orderBy(desc(sweeps.until))
      .limit(1)
    const from = (last?.until ?? connection.createdAt).getTime() - overlapMs
    return startComparison(tx, connection, new Date(Math.max(from, Date.now() - farthestMs)), 'system')
  })

/** From a moment on until an hour ago; one that runs already is that one. */
export async function startComparison(
  tx: Tx,
  connection: Connection,
  since: Date,
  actorId: string,
): Promise<string> {
  const { tenantId, id: connectionId } = connection
  const until = new Date(Date.now() - youngMs)
  const wanted = { kind: 'comparison', connectionId, since, until, phase: 'payments', actorId } as const
  const { id } = await beginSweep(tx, wanted)
  await enqueue(tx, doSweep, { tenantId, id }, { key: `sweep:${id}` })
  return id
}

export const ImportInput = z.object({
  id: z.string(),
  since: z.iso.date({ error: 'Choose the day from which on the payments are imported.' }),
})

/** A person asks for the payments that other software made on the account; an import that runs already is that one. */
export async function startImport(
  ctx: Context,
  { id, since }: z.output<typeof ImportInput>,
): Promise<string> {
  authorize(ctx, 'payments:reconcile')
  const connection = await pspConnection(ctx, id)
  if (new Date(since) > new Date()) throw invalidField('since', 'Choose a day in the past.')
  return inTenant(ctx, async (tx) => {
    const span = { since: new Date(since), until: new Date() }
    const wanted = {
      kind: 'import',
      connectionId: connection.id,
      phase: 'payments',
      actorId: ctx.actor.id,
      ...span,
    } as const
    const sweep = await beginSweep(tx, wanted)
    await enqueue(tx, doSweep, { tenantId: ctx.tenantId, id: sweep.id }, { key: `sweep:${sweep.id}` })
    await audit(tx, ctx, 'connection.import_history', id, { since })
    return sweep.id
  })
}
