import { sql } from 'drizzle-orm'
import { sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { listOrders, type OrderRow } from '@/lib/orders/list'
import { countByState, type SimState } from '@/lib/sims/status'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { type Concern, readConcerns } from './attention'
import { type DayOfSales, readSales, type Sales } from './sales'

export type Dashboard = {
  /** null for those who may not see orders. */
  sales: Sales[] | null
  days: DayOfSales[]
  recent: OrderRow[]
  simCounts: { state: SimState; count: number }[]
  simTotal: number
  concerns: Concern[]
}

/** The figures of the dashboard, each counted from the rows themselves; days are those of the given time zone. */
export async function getDashboard(ctx: Context, timeZone: string): Promise<Dashboard> {
  authorize(ctx, 'sims:read')
  const maySeeOrders = can(ctx, 'orders:read')
  const recent = maySeeOrders ? (await listOrders(ctx, { size: 6 })).rows : []
  return inTenant(ctx, async (tx) => {
    const sold = maySeeOrders ? await readSales(tx, timeZone) : { sales: null, days: [] }
    const { status, integration, isPending } = sims
    const counted = await tx
      .select({ status, integration, isPending, count: sql<number>`count(*)::int` })
      .from(sims)
      .groupBy(status, integration, isPending)
    const simCounts = countByState(counted)
    return {
      ...sold,
      recent,
      simCounts,
      simTotal: simCounts.reduce((sum, { count }) => sum + count, 0),
      concerns: await readConcerns(tx, ctx),
    }
  })
}
