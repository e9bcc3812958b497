import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { memberships, users } from '@/db/schema'
import type { Context } from './context'

/** The address of a member of the organization; null for who left it. */
export async function memberEmail(tenantId: string, id: string): Promise<string | null> {
  const [found] = await db
    .select({ email: users.email })
    .from(users)
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .where(and(eq(memberships.tenantId, tenantId), eq(users.id, id)))
  return found?.email ?? null
}

/** The names of members of the organization by their id, for histories; who left it has none any more. */
export async function memberNames(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id.startsWith('usr_'))
  if (wanted.length === 0) return new Map()
  const found = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .where(and(eq(memberships.tenantId, ctx.tenantId), inArray(users.id, wanted)))
  return new Map(found.map(({ id, name }) => [id, name]))
}
