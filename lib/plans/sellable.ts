import { and, eq, isNull } from 'drizzle-orm'
import { connections, offers } from '@/db/schema'
import type { Tx } from '@/db/tenant'

type Wanted = { connectionId: string; offerId: string | null; amount: bigint }

/** Why a plan cannot be sold in the store: the field of its form and a sentence; null when it can. */
export async function sellProblem(
  tx: Tx,
  { connectionId, offerId, amount }: Wanted,
): Promise<{ field: string; message: string } | null> {
  if (amount === 0n) return { field: 'price', message: 'A plan in the store needs a price above 0.' }
  const [connection] = await tx
    .select({ name: connections.name, status: connections.status })
    .from(connections)
    .where(eq(connections.id, connectionId))
  const name = connection?.name ?? ''
  if (connection?.status === 'disabled')
    return {
      field: 'connectionId',
      message: `${name} is disabled. Enable it in Settings > Telecoms before the plan goes into the store.`,
    }
  if (offerId) {
    const [offer] = await tx.select().from(offers).where(eq(offers.id, offerId))
    return offer?.goneAt
      ? {
          field: 'offer',
          message: `${name} no longer sells ${offer.externalId}. Choose another offer before the plan goes into the store.`,
        }
      : null
  }
  const [listed] = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.connectionId, connectionId), isNull(offers.goneAt)))
    .limit(1)
  return listed
    ? {
        field: 'offer',
        message: `${name} sells from its catalogue. Name the offer behind this plan before it goes into the store.`,
      }
    : null
}
