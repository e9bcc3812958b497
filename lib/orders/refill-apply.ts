import { eq } from 'drizzle-orm'
import { planVersions } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invariant } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { addToSim } from '@/lib/sims/refill'
import { refreshUsage } from '@/lib/usage/jobs'
import { captureFor } from './held'
import { mailRefilled } from './mail'
import { moveOrder, type Order } from './state'
import { tell } from './timeline'
import { baseOf } from './title'

// The carrier works on it for some seconds.
const settlesMs = 15_000

/** What a refill puts on which SIM. */
export function refillOf({ id, kind, simId, refill }: Order) {
  invariant(kind === 'refill' && simId && refill, `order ${id} is a refill of a SIM`)
  return { simId, bytes: BigInt(refill.bytes), days: refill.days, offer: refill.offer }
}

/**
 * The carrier has put the data of a locked order on its SIM: SIM, order, buyer and books hear of it in one moment. When
 * the money went back meanwhile, the SIM keeps the data, and staff are told.
 */
export async function deliverRefill(tx: Tx, order: Order): Promise<void> {
  const { simId, bytes, days } = refillOf(order)
  const [version] = await tx.select().from(planVersions).where(eq(planVersions.id, order.planVersionId))
  const base = baseOf(version!.dataBase)
  const isAutomatic = order.ruleId !== null
  await addToSim(tx, simId, { orderId: order.id, planVersionId: version!.id, bytes, days, base, isAutomatic })
  await enqueue(
    tx,
    refreshUsage,
    { tenantId: order.tenantId, simId },
    { key: `usage:${simId}`, runAt: new Date(Date.now() + settlesMs) },
  )
  if (!(await moveOrder(tx, order, 'fulfilled', { fulfilledAt: new Date(), problem: null })))
    return tell(tx, order.id, {
      kind: 'late',
      text: 'The supplier added the data after the money went back: take it back there, or leave it to the buyer',
      cause: 'late',
    })
  await tell(tx, order.id, { kind: 'fulfilled', text: 'The data is on the SIM', cause: 'fulfilled' })
  await mailRefilled(tx, order)
  await captureFor(tx, order)
}
