import { eq, sql } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError } from '@/lib/core/error'
import { type NewOffer, retireOffers, upsertOffers } from '@/lib/plans/offers'
import { systemContext } from '@/lib/tenancy/context'
import { carrierOf } from './carrier'
import { newSync, type SyncFacts } from './facts'
import { type OfferFacts, TelecomError } from './provider'

const batchSize = 200

const rowOf = ({ price, topUp, autostart: _, ...facts }: OfferFacts): NewOffer => ({
  ...facts,
  region: facts.region ?? null,
  cost: price.amount,
  currency: price.currency,
  canTopUp: topUp,
})

const noteSync = (tx: Tx, id: string, sync: SyncFacts) =>
  tx
    .update(connections)
    .set({
      facts: sql`${connections.facts} || ${JSON.stringify({ sync })}::jsonb`,
      ...(sync.state === 'done' && { syncedAt: new Date() }),
    })
    .where(eq(connections.id, id))

/**
 * Reads a supplier's catalogue into `offers`: new ones are added, changed ones renewed, those it no longer lists marked
 * as gone, none deleted. Twice the same changes nothing. How far it is stands in `facts.sync` as it goes.
 * Throws `TelecomError` that is retryable; any other failure is kept as the problem of the connection.
 */
export async function runSync(tenantId: string, id: string): Promise<void> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, id)).catch(ifGone)
  if (connection?.kind !== 'telecom' || connection.status === 'disabled') return
  const carrier = await carrierOf(connection)
  if (!carrier.listOffers) return
  const sync = newSync()
  await inTenant(tenantId, (tx) => noteSync(tx, id, sync))
  try {
    await readCatalogue(connection, carrier.listOffers(), sync)
  } catch (error) {
    if (!(error instanceof TelecomError)) throw error
    await fail(connection, sync, error)
  }
}

// Deleted between the job's order and its turn.
function ifGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

async function readCatalogue(
  { tenantId, id }: Connection,
  found: AsyncIterable<OfferFacts>,
  sync: SyncFacts,
): Promise<void> {
  const seen: string[] = []
  let batch: NewOffer[] = []
  async function flush() {
    await inTenant(tenantId, async (tx) => {
      const { added, changed } = await upsertOffers(tx, id, batch)
      sync.read += batch.length
      sync.added += added
      sync.changed += changed
      await noteSync(tx, id, sync)
    })
    batch = []
  }
  for await (const offer of found) {
    seen.push(offer.externalId)
    batch.push(rowOf(offer))
    if (batch.length === batchSize) await flush()
  }
  await flush()
  await inTenant(tenantId, async (tx) => {
    if (seen.length) Object.assign(sync, await retireOffers(tx, systemContext(tenantId), id, seen))
    // A supplier with nothing at all to sell is more likely to have trouble of its own.
    else sync.problem = 'The supplier listed no offers at all, so those known before were kept as they are.'
    sync.state = 'done'
    await noteSync(tx, id, sync)
  })
}

async function fail(connection: Connection, sync: SyncFacts, error: TelecomError): Promise<void> {
  const problem = error.message
  await inTenant(connection.tenantId, (tx) =>
    noteSync(tx, connection.id, { ...sync, state: 'failed', problem }),
  )
  if (error.isRetryable) throw error
  await noteHealth(connection, { problem }, error.kind === 'auth' ? true : undefined)
}
