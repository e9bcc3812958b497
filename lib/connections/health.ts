import { eq, sql } from 'drizzle-orm'
import { type ConnectionHealth, connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from './find'

/** Adds to what is known of a connection's health; a `problem` of undefined is lifted. `isBroken` also sets or lifts its state. */
export async function noteHealth(
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  health: ConnectionHealth,
  isBroken?: boolean,
): Promise<void> {
  await inTenant(tenantId, (tx) =>
    tx
      .update(connections)
      .set({
        health: sql`(${connections.health}${'problem' in health ? sql` - 'problem'` : sql``}) || ${JSON.stringify(health)}::jsonb`,
        ...(isBroken !== undefined && {
          status: sql`case when ${connections.status} = 'disabled' then 'disabled' else ${isBroken ? 'broken' : 'connected'} end`,
        }),
      })
      .where(eq(connections.id, id)),
  )
}

/** Adds to what is known of a connection and may be shown. */
export async function noteFacts(
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  facts: Record<string, unknown>,
): Promise<void> {
  await inTenant(tenantId, (tx) =>
    tx
      .update(connections)
      .set({ facts: sql`${connections.facts} || ${JSON.stringify(facts)}::jsonb` })
      .where(eq(connections.id, id)),
  )
}
