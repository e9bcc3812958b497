import { and, eq, gte, lt, sum } from 'drizzle-orm'
import { z } from 'zod'
import { conflicts, entries, lines, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { moveMoney } from '@/lib/ledger/post'
import { lockOrder } from '@/lib/orders/state'
import { settlePayment } from '@/lib/payments/jobs'
import { lockRefill } from '@/lib/refills/settle'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type Action, actionNames, actionsFor, findPurpose } from './actions'
import { refundConflict } from './asked'
import { checkPayment } from './check'
import { readMirrors } from './mirror'
import { endMissing } from './missing'

type Conflict = typeof conflicts.$inferSelect
type Resolution = NonNullable<Conflict['resolution']>

export const ResolveInput = z.object({
  id: z.string(),
  action: z.enum(actionNames),
  reason: z.string().trim().max(300).default(''),
})

/** What is decided by a person alone is written down with his reason. */
const needsReason: readonly Action[] = ['refund', 'book', 'foreign', 'explain']

/**
 * A person ends a conflict. Whoever comes second is told, and nothing is done twice. Throws `not_found`, `conflict` when it
 * is over already, `precondition` when this cannot end it, and `invalid` without a reason where one is needed.
 */
export async function resolveConflict(
  ctx: Context,
  { id, action, reason }: z.output<typeof ResolveInput>,
): Promise<void> {
  authorize(ctx, action === 'refund' ? 'payments:refund' : 'payments:reconcile')
  if (needsReason.includes(action) && reason.length < 3)
    throw invalidField('reason', 'Write in a few words why, for those who look at it later.')
  if (action === 'take_over') await readAgain(ctx, id)
  await inTenant(ctx, async (tx) => {
    const conflict = await lockConflict(tx, id)
    // Reading it again may have ended it.
    if (action === 'take_over' && conflict.status === 'mended')
      return close(tx, ctx, conflict, 'taken_over', '')
    await assertOffered(tx, conflict, action)
    await steps[action](tx, ctx, conflict, reason)
  })
}

async function lockConflict(tx: Tx, id: string): Promise<Conflict> {
  const [found] = await tx.select().from(conflicts).where(eq(conflicts.id, id)).for('update')
  if (!found) throw notFound('conflict', id)
  return found
}

async function assertOffered(tx: Tx, conflict: Conflict, action: Action): Promise<void> {
  if (conflict.status !== 'open')
    throw new AppError(
      'conflict',
      'Somebody was faster: this conflict is over, or on its way there. Reload the page.',
    )
  if (!(await actionsFor(tx, conflict)).includes(action))
    throw new AppError('precondition', 'This does not help here any more. Reload the page to see what does.')
}

async function close(
  tx: Tx,
  ctx: Context,
  { id }: Conflict,
  resolution: Resolution,
  reason: string,
  more: Partial<Conflict> = {},
): Promise<void> {
  const over = { status: 'resolved', resolution, closedAt: new Date() } as const
  await tx
    .update(conflicts)
    .set({ ...over, reason: reason || null, actorId: ctx.actor.id, ...more })
    .where(eq(conflicts.id, id))
  await audit(tx, ctx, `conflict.${resolution}`, id, { ...(reason && { reason }) })
}

type Step = (tx: Tx, ctx: Context, conflict: Conflict, reason: string) => Promise<void>

const steps: Record<Action, Step> = {
  take_over: takeOver,
  adopt,
  refund: promiseRefund,
  book,
  foreign: (tx, ctx, conflict, reason) => close(tx, ctx, conflict, 'foreign', reason),
  explain: (tx, ctx, conflict, reason) => close(tx, ctx, conflict, 'explained', reason),
}

/** Outside of the transaction: the provider is asked. */
async function readAgain(ctx: Context, id: string): Promise<void> {
  const { mirror, connection } = await inTenant(ctx, async (tx) => {
    const [conflict] = await tx.select().from(conflicts).where(eq(conflicts.id, id))
    if (!conflict?.paymentId) throw notFound('conflict', id)
    const [mirror] = await readMirrors(tx, eq(payments.id, conflict.paymentId))
    return { mirror: mirror!, connection: await getConnection(tx, conflict.connectionId) }
  })
  await checkPayment(connection, mirror.payment, new Date())
}

/** It still differs after it was read. Only what was never paid can be given up. */
async function takeOver(tx: Tx, ctx: Context, conflict: Conflict): Promise<void> {
  if (
    conflict.kind === 'missing_there' &&
    conflict.object === 'payment' &&
    (await endMissing(tx, conflict.paymentId!))
  )
    return close(tx, ctx, conflict, 'taken_over', '')
  throw new AppError(
    'precondition',
    'It was read again, and still differs: no reading can mend this. Book the difference, refund it, or explain it.',
  )
}

/** Its row is made anew, as it was named; from there it takes the way of all payments. */
async function adopt(tx: Tx, ctx: Context, conflict: Conflict): Promise<void> {
  const purpose = await findPurpose(tx, conflict)
  const { payment } = purpose!
  if (payment.orderId) await lockOrder(tx, payment.orderId)
  if (payment.refillId) await lockRefill(tx, payment.refillId)
  await tx.insert(payments).values({ ...payment, startedAt: new Date() })
  const input = { tenantId: ctx.tenantId, paymentId: payment.id, everything: true }
  await enqueue(tx, settlePayment, input, { key: `settle:${payment.id}` })
  await close(tx, ctx, conflict, 'adopted', '', { paymentId: payment.id })
}

/** The money moves in `refundConflict`. */
async function promiseRefund(
  tx: Tx,
  ctx: Context,
  { id, tenantId }: Conflict,
  reason: string,
): Promise<void> {
  await tx
    .update(conflicts)
    .set({ status: 'refunding', reason, actorId: ctx.actor.id })
    .where(eq(conflicts.id, id))
  await enqueue(tx, refundConflict, { tenantId, id }, { key: `refund:${id}` })
  await audit(tx, ctx, 'conflict.refund', id, { reason })
}

/** Brings our books to the provider's, by an entry that names the conflict. */
async function book(tx: Tx, ctx: Context, conflict: Conflict, reason: string): Promise<void> {
  const { id, connectionId, kind, currency, reopened } = conflict
  const against = kind === 'fee' ? 'fees' : 'differences'
  const psp = `psp:${connectionId}`
  const rest = conflict.amount! - (await bookedBefore(tx, conflict))
  const value = money(rest < 0n ? -rest : rest, currency!)
  const [from, to] = rest > 0n ? [against, psp] : [psp, against]
  if (rest !== 0n) await moveMoney(tx, `${id}:booked:${reopened}`, value, from, to, `Difference: ${reason}`)
  await close(tx, ctx, conflict, 'booked', reason)
}

/** Of a difference that was booked, and has changed since, only the change is left. */
async function bookedBefore(tx: Tx, { id, connectionId, currency }: Conflict): Promise<bigint> {
  const [found] = await tx
    .select({ total: sum(lines.amount) })
    .from(entries)
    .innerJoin(lines, eq(lines.entryId, entries.id))
    .where(
      and(
        gte(entries.cause, `${id}:booked:`),
        lt(entries.cause, `${id}:booked;`),
        eq(lines.account, `psp:${connectionId}`),
        eq(lines.currency, currency!),
      ),
    )
  return BigInt(found!.total ?? 0)
}
