import { asc, eq } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import type { Connection } from './find'

const shown = {
  id: connections.id,
  kind: connections.kind,
  provider: connections.provider,
  name: connections.name,
  mode: connections.mode,
  status: connections.status,
}

export type ConnectionName = Pick<Connection, keyof typeof shown>

/** The connections of a kind by name, without anything secret: for choices in forms and filters of any member. */
export const listConnectionNames = (ctx: Context, kind: Connection['kind']): Promise<ConnectionName[]> =>
  inTenant(ctx, (tx) =>
    tx
      .select(shown)
      .from(connections)
      .where(eq(connections.kind, kind))
      .orderBy(asc(connections.name), asc(connections.id)),
  )
