import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'

/** Reads a telecom connection of this organization. Throws `not_found` for any other. */
export async function telecomConnection(ctx: Context, id: string): Promise<Connection> {
  const found = await inTenant(ctx, (tx) => getConnection(tx, id))
  if (found.kind !== 'telecom') throw notFound('telecom', id)
  return found
}
