import { eq } from 'drizzle-orm'
import { planVersions } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { type Base, formatBytes } from '@/lib/core/bytes'
import type { Order } from './state'

/** The same for an order whose plan is not at hand. */
export async function titleNow(tx: Tx, order: Order): Promise<string> {
  const [version] = await tx.select().from(planVersions).where(eq(planVersions.id, order.planVersionId))
  return titleOf(order, version!)
}

/** `Refill of 1 GB: Greece 5 GB`; of an eSIM the name of its plan. */
export const titleOf = (
  { kind, refill }: Pick<Order, 'kind' | 'refill'>,
  { name, dataBase }: { name: string; dataBase: number },
): string =>
  kind === 'refill' && refill
    ? `Refill of ${formatBytes(BigInt(refill.bytes), baseOf(dataBase))}: ${name}`
    : name

export const baseOf = (base: number): Base => (base === 1024 ? 1024 : 1000)
