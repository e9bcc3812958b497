import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { requestId } from '@/lib/core/log'
import { keepArrival } from '@/lib/inbox/keep'
import { callGateway } from '@/lib/payments/call-gateway'
import { providerNamed } from '@/lib/payments/registry'
import { type Notice, subjectOf } from '@/lib/payments/states'
import { startComparison } from './start-sweep'

const hourMs = 3_600_000
const atOnce = 100
const mostPerRun = 1_000

/** `since`, `until`: what is left of a listing that was cut short; `begunAt`: when its first part began. */
export const CatchUpInput = z.object({
  tenantId: z.string(),
  id: z.string(),
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
  begunAt: z.coerce.date().optional(),
})
export type CatchUpInput = z.output<typeof CatchUpInput>

/**
 * Reads which events a payment provider had for one connection since the last time, those that it could not deliver first,
 * and keeps those whose webhook never came; from there they take the way of all webhooks. Gives back what is left when
 * there are very many, newest first. Where no events can be listed, a gap is made good by a comparison.
 */
export async function catchUp(input: CatchUpInput, most = mostPerRun): Promise<CatchUpInput | null> {
  const connection = await inTenant(input.tenantId, (tx) => getConnection(tx, input.id))
  if (connection.status === 'disabled') return null
  const begunAt = input.begunAt ?? new Date()
  const since = input.since ?? sinceWhen(connection)
  const until = await keepMissing(connection, since, input.until, most).catch(ifForbidden)
  if (until === 'unlisted') await compareAfterGap(connection, begunAt)
  else if (until) return { ...input, since, until, begunAt }
  // While it is broken nothing can be known of it: the mark stays for when it is mended.
  if (until === 'unlisted' && connection.status === 'broken') return null
  await inTenant(connection.tenantId, (tx) =>
    tx
      .update(connections)
      .set({ syncedAt: sql`greatest(${connections.syncedAt}, ${begunAt.toISOString()}::timestamptz)` })
      .where(eq(connections.id, connection.id)),
  )
  return null
}

// Three times of the clock that were missed: the worker stood still, or the connection was broken.
const gapMs = 45 * 60_000

async function compareAfterGap(connection: Connection, now: Date): Promise<void> {
  const { syncedAt, status, provider } = connection
  const isGap = syncedAt && now.getTime() - syncedAt.getTime() > gapMs
  if (isGap && status === 'connected' && !providerNamed(provider).isSilent)
    await inTenant(connection.tenantId, (tx) =>
      startComparison(tx, connection, sinceWhen(connection), 'system'),
    )
}

/** An hour is read twice: clocks differ, and a provider may list an event late. */
const sinceWhen = ({ syncedAt, createdAt }: Connection): Date =>
  new Date((syncedAt ?? createdAt).getTime() - hourMs)

/** Gives back the second where it stopped, none of whose events was taken; null at the end. */
async function keepMissing(
  connection: Connection,
  since: Date,
  until: Date | undefined,
  most: number,
): Promise<Date | null | 'unlisted'> {
  const types = new Set(
    providerNamed(connection.provider)
      .events.filter(({ reads }) => reads !== 'nothing')
      .map(({ type }) => type),
  )
  return callGateway(connection, async (gateway) => {
    if (!gateway.listEvents) return 'unlisted'
    if (!until) await keepEach(gateway.listEvents(since, until, { undelivered: true }))
    return keepEach(gateway.listEvents(since, until))
  })

  async function keepEach(events: AsyncIterable<Notice>): Promise<Date | null> {
    let batch: Notice[] = []
    let seen = 0
    let last: Date | undefined
    for await (const event of events) {
      if (seen >= most && last && event.at < last) {
        await keepUnknown(connection, batch)
        return event.at
      }
      seen++
      last = event.at
      if (subjectOf(event) && types.has(event.type)) batch.push(event)
      if (batch.length < atOnce) continue
      await keepUnknown(connection, batch)
      batch = []
    }
    await keepUnknown(connection, batch)
    return null
  }
}

/** The right to list events is optional. */
function ifForbidden(error: unknown): 'unlisted' {
  if (error instanceof AppError && error.code === 'forbidden') return 'unlisted'
  throw error
}

async function keepUnknown({ tenantId, id: connectionId }: Connection, events: Notice[]): Promise<void> {
  if (events.length === 0) return
  const ids = events.map(({ id }) => id)
  const known = await inTenant(tenantId, (tx) =>
    tx
      .select({ id: notices.externalId })
      .from(notices)
      .where(and(eq(notices.connectionId, connectionId), inArray(notices.externalId, ids))),
  )
  const isKnown = new Set(known.map(({ id }) => id))
  await Promise.all(
    events
      .filter(({ id }) => !isKnown.has(id))
      .map((event) =>
        keepArrival(tenantId, {
          connectionId,
          externalId: event.id,
          type: event.type,
          subjectId: subjectOf(event),
          occurredAt: event.at,
          requestId: requestId(),
          body: JSON.stringify(event),
          isListed: true,
        }),
      ),
  )
}
