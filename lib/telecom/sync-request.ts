import { eq, sql } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { lockConnection } from '@/lib/connections/change'
import { AppError, notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { newSync } from './facts'
import { syncCatalogue } from './jobs'

/** Asks for the catalogue to be read now. Throws `precondition` for a telecom that is disabled. */
export async function requestSync(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'connections:write')
  await inTenant(ctx, async (tx) => {
    const connection = await lockConnection(tx, id)
    if (connection.kind !== 'telecom') throw notFound('telecom', id)
    if (connection.status === 'disabled')
      throw new AppError('precondition', 'This telecom is disabled. Enable it first.')
    const sync = newSync()
    await tx
      .update(connections)
      .set({ facts: sql`${connections.facts} || ${JSON.stringify({ sync })}::jsonb` })
      .where(eq(connections.id, id))
    await enqueue(tx, syncCatalogue, { tenantId: ctx.tenantId, id }, { key: `sync:${id}` })
    await audit(tx, ctx, 'connection.sync_requested', id)
  })
}
