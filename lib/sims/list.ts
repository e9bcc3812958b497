import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { companies, connections, endUsers, plans, planVersions, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { matching, SimFilter } from './filter'
import { type SimState, simStateOf } from './status'

export const SimQuery = SimFilter.extend({
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

export type SimRow = {
  id: string
  iccid: string
  hasCode: boolean
  state: SimState
  /** null: the carrier cannot tell */
  inSession: boolean | null
  operator: string
  plan: string | null
  company: string | null
  endUser: string | null
  /** null: unlimited, or no plan runs */
  dataLeft: bigint | null
  daysLeft: number | null
  monthBytes: bigint
  note: string
  labels: string[]
  type: 'Prepaid' | null
}

const day = 86_400_000

/** SIMs, newest first, by key: the primary key pages, and no row is counted. */
export async function listSims(ctx: Context, query: z.output<typeof SimQuery>): Promise<Page<SimRow>> {
  authorize(ctx, 'sims:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        sim: sims,
        operator: connections.name,
        plan: planVersions.name,
        company: companies.name,
        endUser: endUsers.email,
      })
      .from(sims)
      .innerJoin(connections, eq(connections.id, sims.connectionId))
      .leftJoin(plans, eq(plans.id, sims.planId))
      .leftJoin(planVersions, eq(planVersions.id, plans.versionId))
      .leftJoin(companies, eq(companies.id, sims.companyId))
      .leftJoin(endUsers, eq(endUsers.id, sims.endUserId))
      .where(and(matching(query), query.after ? lt(sims.id, query.after) : undefined))
      .orderBy(desc(sims.id))
      .limit(query.size + 1),
  )
  const now = Date.now()
  const rows = found.map(
    ({ sim, ...names }): SimRow => ({
      id: sim.id,
      iccid: sim.iccid,
      hasCode: sim.hasCode,
      state: simStateOf(sim),
      inSession: sim.inSession,
      dataLeft: sim.dataLeft,
      daysLeft: sim.endsAt && Math.max(0, Math.ceil((sim.endsAt.getTime() - now) / day)),
      monthBytes: sim.monthBytes,
      note: sim.note,
      labels: sim.labels,
      type: sim.planId ? 'Prepaid' : null,
      ...names,
    }),
  )
  return pageOf(rows, query.size, ({ id }) => id)
}
