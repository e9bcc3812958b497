import { and, desc, eq, inArray, ne } from 'drizzle-orm'
import { audits, simEvents } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { can } from '@/lib/tenancy/permissions'

export type HistoryItem = { id: string; at: Date; text: string; who: string | null }

const audited: Record<string, string> = {
  'sim.update': 'Details changed',
  'sim.reveal': 'Codes revealed',
}

const most = 100

type Found = Omit<HistoryItem, 'who'> & { actorId: string }

async function auditsOf(tx: Tx, simId: string): Promise<Found[]> {
  const rows = await tx
    .select()
    .from(audits)
    .where(and(eq(audits.entityId, simId), inArray(audits.action, Object.keys(audited))))
    .orderBy(desc(audits.id))
    .limit(most)
  return rows.map(({ id, createdAt, action, actorId }) => ({
    id,
    at: createdAt,
    text: audited[action]!,
    actorId,
  }))
}

/**
 * What happened to a SIM, the newest first; what staff looked at only for those who may see who did what. Staff of a
 * company do not read which companies had it before.
 */
export async function readHistory(tx: Tx, ctx: Context, simId: string): Promise<Found[]> {
  const events = await tx
    .select({ id: simEvents.id, at: simEvents.createdAt, text: simEvents.text, actorId: simEvents.actorId })
    .from(simEvents)
    .where(and(eq(simEvents.simId, simId), ctx.companyId ? ne(simEvents.kind, 'company') : undefined))
    .orderBy(desc(simEvents.id))
    .limit(most)
  const looks = can(ctx, 'audit:read') ? await auditsOf(tx, simId) : []
  return [...events, ...looks].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, most)
}

/** Puts names to who did it; null for the house itself. Staff of a company do not learn the names of others. */
export async function withNames(ctx: Context, found: readonly Found[]): Promise<HistoryItem[]> {
  const names = can(ctx, 'audit:read')
    ? await memberNames(
        ctx,
        found.map(({ actorId }) => actorId),
      )
    : new Map<string, string>()
  return found.map(({ actorId, ...item }) => ({ ...item, who: names.get(actorId) ?? null }))
}
