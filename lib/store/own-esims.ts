import { and, desc, eq, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { assignments, endUsers, orders, plans, planVersions, simRefillRules, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Base } from '@/lib/core/bytes'
import { type Page, pageOf } from '@/lib/core/page'
import { open } from '@/lib/core/secrets'
import { refillOfferOf } from '@/lib/orders/refill-offer'
import { baseOf } from '@/lib/orders/title'
import type { Buyer } from '@/lib/tenancy/buyers'
import type { Store } from './find'

export type OwnEsim = {
  /** Of its order page, which shows the codes; null for a SIM that he did not buy in this store. */
  token: string | null
  plan: string
  iccid: string
  left: bigint | null
  base: Base
  endsAt: Date | null
  canAdd: boolean
  simId: string
  /** It refills itself. */
  isAutomatic: boolean
}

const most = 20

// Whoever had the SIM before bought it with another address: that order, and its codes, are his.
const isBuyers = eq(orders.email, endUsers.email)

/**
 * The SIMs of a signed-in buyer, newest first: bought here or elsewhere, or given by staff. What was paid back is none.
 * `before`: goes on after that SIM.
 */
export async function ownEsims(
  store: Pick<Store, 'id' | 'tenantId'>,
  { tenantId, endUserId }: Buyer,
  before?: string,
): Promise<Page<OwnEsim>> {
  // Row security shows an end user no SIM: whose they are stands in the condition.
  const found = await inTenant(tenantId, (tx) =>
    tx
      .select({ sim: sims, order: orders, version: planVersions, isOn: simRefillRules.isOn })
      .from(sims)
      .innerJoin(endUsers, eq(endUsers.id, sims.endUserId))
      .leftJoin(orders, and(eq(orders.simId, sims.id), eq(orders.kind, 'esim'), isBuyers))
      .leftJoin(assignments, eq(assignments.id, sims.assignmentId))
      .leftJoin(plans, eq(plans.id, sims.planId))
      .leftJoin(
        planVersions,
        eq(planVersions.id, sql`coalesce(${assignments.planVersionId}, ${plans.versionId})`),
      )
      .leftJoin(simRefillRules, eq(simRefillRules.simId, sims.id))
      .where(
        and(
          eq(sims.endUserId, endUserId),
          ne(sims.status, 'archived'),
          or(isNull(orders.id), eq(orders.status, 'fulfilled')),
          before ? lt(sims.id, before) : undefined,
        ),
      )
      .orderBy(desc(sims.id))
      .limit(most + 1),
  )
  const { rows, next } = pageOf(found, most, ({ sim }) => sim.id)
  return {
    next,
    rows: await Promise.all(
      rows.map(async ({ order, sim, version, isOn }) => ({
        token: order?.storeId === store.id ? await open(order.tokenSealed) : null,
        ...{ plan: version?.name ?? 'No plan', base: baseOf(version?.dataBase ?? 1000) },
        ...{ iccid: sim.iccid, left: sim.dataLeft, endsAt: sim.endsAt },
        ...{ simId: sim.id, isAutomatic: isOn === true },
        canAdd: (await refillOfferOf(tenantId, sim.id)) !== null,
      })),
    ),
  }
}
