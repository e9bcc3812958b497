import { and, desc, eq } from 'drizzle-orm'
import { orders, planVersions, simRefillRules, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Base } from '@/lib/core/bytes'
import { open } from '@/lib/core/secrets'
import { refillOfferOf } from '@/lib/orders/refill-offer'
import { baseOf } from '@/lib/orders/title'
import type { Buyer } from '@/lib/tenancy/buyers'
import type { Store } from './find'

export type OwnEsim = {
  /** Of its order page, which shows the codes. */
  token: string
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

/** The eSIMs that a signed-in buyer has from this store, newest first. */
export async function ownEsims(store: Pick<Store, 'id' | 'tenantId'>, buyer: Buyer): Promise<OwnEsim[]> {
  // Row security shows an end user no SIM: whose they are stands in the condition.
  const found = await inTenant(buyer.tenantId, (tx) =>
    tx
      .select({ sealed: orders.tokenSealed, sim: sims, version: planVersions, isOn: simRefillRules.isOn })
      .from(sims)
      .innerJoin(orders, and(eq(orders.simId, sims.id), eq(orders.kind, 'esim')))
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .leftJoin(simRefillRules, eq(simRefillRules.simId, sims.id))
      .where(
        and(
          eq(sims.endUserId, buyer.endUserId),
          eq(orders.storeId, store.id),
          eq(orders.status, 'fulfilled'),
        ),
      )
      .orderBy(desc(orders.id))
      .limit(most),
  )
  return Promise.all(
    found.map(async ({ sealed, sim, version, isOn }) => ({
      ...{ token: await open(sealed), plan: version.name, base: baseOf(version.dataBase) },
      ...{ iccid: sim.iccid, left: sim.dataLeft, endsAt: sim.endsAt },
      ...{ simId: sim.id, isAutomatic: isOn === true },
      canAdd: (await refillOfferOf(buyer.tenantId, sim.id)) !== null,
    })),
  )
}
