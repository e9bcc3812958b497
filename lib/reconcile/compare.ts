import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { conflicts, payments, type SweepCounts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import type { Gateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import type { PaymentState } from '@/lib/payments/states'
import { checkPayment, unlessRefused } from './check'
import { differencesOf, hasNewFee, stageOf } from './differ'
import { type Mirror, readMirrors } from './mirror'
import { judgeStranger } from './stranger'
import type { Sweep } from './sweep'

/** A sweep on its way: `isOver` says that others should get their turn. */
export type Run = { sweep: Sweep; connection: Connection; gateway: Gateway; isOver: () => boolean }

/** Compares some payments of theirs with ours. Only what differs is read again by itself, and then believed. */
export async function compareBatch(run: Run, batch: readonly PaymentState[]): Promise<SweepCounts> {
  const { connection, gateway, sweep } = run
  const ours = await findTwins(connection, batch)
  const counts: Required<SweepCounts> = { seen: batch.length, foreign: 0, mended: 0, differing: 0, unread: 0 }
  const same: string[] = []
  for (const state of batch) {
    const mirror = ours.find((each) => isTwin(each.payment, state))
    if (mirror && isAlike(mirror, state, sweep.until)) same.push(mirror.payment.id)
    else {
      const look = mirror
        ? checkPayment(connection, { ...mirror.payment, externalId: state.externalId }, sweep.until)
        : judgeStranger(connection, gateway, state)
      const verdict = await unlessRefused(look, state.externalId)
      // Ours that is not shown comes again, by itself.
      if (verdict !== 'same' && !(mirror && verdict === 'unread')) counts[verdict]++
    }
  }
  if (same.length) await noteCompared(connection, same)
  return counts
}

const isTwin = ({ id, externalId }: Mirror['payment'], state: PaymentState): boolean =>
  externalId === null
    ? state.metadata.payment_id === id
    : [state.externalId, state.formerExternalId].includes(externalId)

const isAlike = (mirror: Mirror, state: PaymentState, until: Date): boolean => {
  const isOrphan = stageOf(mirror.payment.status) === 'ended' && stageOf(state.status) === 'open'
  return (
    mirror.payment.externalId !== null &&
    !isOrphan &&
    !hasNewFee(mirror, state) &&
    differencesOf(mirror, state, until).length === 0
  )
}

/** By the provider's id, or by ours in its metadata where no answer ever told us the provider's. */
async function findTwins(connection: Connection, batch: readonly PaymentState[]): Promise<Mirror[]> {
  if (!batch.length) return []
  const installation = await installationId()
  const theirs = batch.flatMap(({ externalId, formerExternalId }) =>
    [externalId, formerExternalId ?? []].flat(),
  )
  const named = batch
    .filter(({ metadata }) => metadata.installation === installation)
    .map(({ metadata }) => metadata.payment_id ?? '')
  return inTenant(connection.tenantId, (tx) =>
    readMirrors(
      tx,
      and(
        eq(payments.connectionId, connection.id),
        or(
          inArray(payments.externalId, theirs),
          and(inArray(payments.id, named), isNull(payments.externalId)),
        ),
      ),
    ),
  )
}

async function noteCompared({ tenantId, id }: Connection, same: readonly string[]): Promise<void> {
  const own = eq(payments.connectionId, id)
  await inTenant(tenantId, async (tx) => {
    await tx
      .update(payments)
      .set({ comparedAt: new Date() })
      .where(and(own, inArray(payments.id, [...same])))
    await tx
      .update(conflicts)
      .set({ status: 'mended', closedAt: new Date() })
      .where(and(inArray(conflicts.paymentId, [...same]), eq(conflicts.status, 'open')))
  })
}
