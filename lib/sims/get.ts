import { desc, eq, sql } from 'drizzle-orm'
import {
  assignments,
  companies,
  connections,
  endUsers,
  imports,
  orders,
  plans,
  planVersions,
  sims,
} from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { carrierOf } from '@/lib/telecom/carrier'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { type HistoryItem, readHistory, withNames } from './history'
import { type SimState, simStateOf } from './status'

type Sim = typeof sims.$inferSelect

export type SimAssignment = {
  id: string
  plan: string
  /** Data that was added to the plan. */
  isRefill: boolean
  refillBytes: bigint | null
  version: number
  status: (typeof assignments.$inferSelect)['status']
  /** null: unlimited */
  dataBytes: bigint | null
  dataBase: number
  usedBytes: bigint
  days: number
  startsAt: Date | null
  endsAt: Date | null
  createdAt: Date
}

export type SimDetail = {
  sim: Omit<Sim, 'secretId' | 'secretIndex'>
  state: SimState
  operator: { id: string; name: string; mode: 'test' | 'live' }
  /** The operator itself stops and lets go on; without it a suspension stands only in our books. */
  canSuspend: boolean
  plan: { id: string; name: string } | null
  company: { id: string; name: string } | null
  endUser: { id: string; email: string; name: string } | null
  order: { id: string; status: string } | null
  import: { id: string; fileName: string } | null
  hasSecrets: boolean
  assignments: SimAssignment[]
  history: HistoryItem[]
}

const joined = {
  sim: sims,
  connection: connections,
  planId: plans.id,
  planName: planVersions.name,
  company: { id: companies.id, name: companies.name },
  endUser: { id: endUsers.id, email: endUsers.email, name: endUsers.name },
  order: { id: orders.id, status: orders.status },
  import: { id: imports.id, fileName: imports.fileName },
}

async function find(tx: Tx, id: string) {
  const [found] = await tx
    .select(joined)
    .from(sims)
    .innerJoin(connections, eq(connections.id, sims.connectionId))
    .leftJoin(plans, eq(plans.id, sims.planId))
    .leftJoin(planVersions, eq(planVersions.id, plans.versionId))
    .leftJoin(companies, eq(companies.id, sims.companyId))
    .leftJoin(endUsers, eq(endUsers.id, sims.endUserId))
    .leftJoin(orders, eq(orders.id, sims.orderId))
    .leftJoin(imports, eq(imports.id, sims.importId))
    .where(eq(sims.id, id))
  if (!found) throw notFound('SIM', id)
  return found
}

const assignmentsOf = (tx: Tx, simId: string): Promise<SimAssignment[]> =>
  tx
    .select({
      id: assignments.id,
      plan: planVersions.name,
      version: planVersions.number,
      status: assignments.status,
      isRefill: sql<boolean>`${assignments.refillBytes} is not null`,
      refillBytes: assignments.refillBytes,
      dataBytes: planVersions.dataBytes,
      dataBase: planVersions.dataBase,
      usedBytes: assignments.usedBytes,
      days: planVersions.days,
      startsAt: assignments.startsAt,
      endsAt: assignments.endsAt,
      createdAt: assignments.createdAt,
    })
    .from(assignments)
    .innerJoin(planVersions, eq(planVersions.id, assignments.planVersionId))
    .where(eq(assignments.simId, simId))
    .orderBy(desc(assignments.id))
    .limit(50)

const canSuspend = async (connection: Connection): Promise<boolean> =>
  (await carrierOf(connection)).suspend !== undefined

/** Everything known of a SIM but its codes. Throws `not_found`, also for a SIM of another company or organization. */
export async function getSim(ctx: Context, id: string): Promise<SimDetail> {
  authorize(ctx, 'sims:read')
  const { connection, sim, events, planId, planName, ...found } = await inTenant(ctx, async (tx) => ({
    ...(await find(tx, id)),
    assignments: await assignmentsOf(tx, id),
    events: await readHistory(tx, ctx, id),
  }))
  const { secretId, secretIndex: _, ...shown } = sim
  // Staff of a company have the SIM, not the sale it came from or the file it came with, which may tell of others.
  const seesSales = can(ctx, 'orders:read')
  const seesFiles = !ctx.companyId
  return {
    ...found,
    order: seesSales ? found.order : null,
    import: seesFiles ? found.import : null,
    plan: planId && planName ? { id: planId, name: planName } : null,
    sim: {
      ...shown,
      orderId: seesSales ? shown.orderId : null,
      importId: seesFiles ? shown.importId : null,
    },
    state: simStateOf(sim),
    hasSecrets: secretId !== null,
    operator: { id: connection.id, name: connection.name, mode: connection.mode },
    canSuspend: await canSuspend(connection),
    history: await withNames(ctx, events),
  }
}
