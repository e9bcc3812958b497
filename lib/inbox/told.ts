import { and, asc, eq, gte, lt, or, sql } from 'drizzle-orm'
import { notices } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { open } from '@/lib/core/secrets'
import type { Gateway } from '@/lib/payments/gateway'
import type { Notice, Told } from '@/lib/payments/states'
import { type Arrival, keepOne } from './keep'

/** What was told of one payment of a connection, or under one reference, oldest first. */
export async function toldOf(
  tx: Tx,
  connectionId: string,
  subjectId: string | null,
  reference?: string,
): Promise<Told[]> {
  const rows = await tx
    .select({ body: notices.body, at: notices.createdAt })
    .from(notices)
    .where(
      and(
        eq(notices.connectionId, connectionId),
        or(
          subjectId === null ? undefined : eq(notices.subjectId, subjectId),
          // A range: under row security `like` may not use an index. `;` comes after `:`.
          reference === undefined
            ? undefined
            : and(gte(notices.externalId, `${reference}:`), lt(notices.externalId, `${reference};`)),
        ),
      ),
    )
    .orderBy(asc(notices.id))
  return Promise.all(rows.map(async ({ body, at }) => ({ body: await open(body), at })))
}

/**
 * Keeps a notice of a provider that cannot be asked, whose words are all there is: one after the other, and none that
 * contradicts an earlier one. Throws `conflict` with the reason.
 */
export async function keepIfTrue(
  tx: Tx,
  gateway: Gateway,
  { paymentExternalId, reference }: Notice,
  tenantId: string,
  arrival: Arrival,
): Promise<void> {
  const { connectionId } = arrival
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`told ${connectionId}`}, 0))`)
  const before = await toldOf(tx, connectionId, paymentExternalId, reference)
  const objection = gateway.objectionTo?.(arrival.body, before)
  if (objection) throw new AppError('conflict', objection)
  await keepOne(tx, tenantId, arrival)
}
