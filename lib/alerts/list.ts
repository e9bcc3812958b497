import { and, desc, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { alerts } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, isTaken, notFound } from '@/lib/core/error'
import { type Page, pageOf } from '@/lib/core/page'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize, can } from '@/lib/tenancy/permissions'
import { type AlertKind, alertKinds, endsByHand, kindNames } from './kinds'

export const AlertQuery = z.object({
  state: z.enum(['open', 'over']).catch('open').default('open'),
  kind: z.enum(kindNames).optional().catch(undefined),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

/** The kinds that a person may know of; none for company staff, whose rows these are not. */
const kindsFor = (ctx: Context): AlertKind[] =>
  ctx.companyId ? [] : kindNames.filter((kind) => can(ctx, alertKinds[kind].sees))

export const seesAlerts = (ctx: Context): boolean => kindsFor(ctx).length > 0

export type AlertRow = Omit<typeof alerts.$inferSelect, 'kind'> & {
  kind: AlertKind
  /** Who has taken it on; null for one who is no longer here. */
  seenByName: string | null
}

/** Alerts that this person may know of, newest first. */
export async function listAlerts(
  ctx: Context,
  { state, kind, after, size }: z.output<typeof AlertQuery>,
): Promise<Page<AlertRow>> {
  const kinds = kindsFor(ctx).filter((each) => !kind || each === kind)
  if (!kinds.length) return { rows: [], next: null }
  const found = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(alerts)
      .where(
        and(
          inArray(alerts.kind, kinds),
          state === 'open' ? isNull(alerts.clearedAt) : isNotNull(alerts.clearedAt),
          after ? lt(alerts.id, after) : undefined,
        ),
      )
      .orderBy(desc(alerts.id))
      .limit(size + 1),
  )
  const names = await memberNames(
    ctx,
    found.flatMap(({ seenBy }) => seenBy ?? []),
  )
  const rows = found.map((row) => ({ ...row, seenByName: names.get(row.seenBy ?? '') ?? null }) as AlertRow)
  return pageOf(rows, size, ({ id }) => id)
}

const mostCounted = 100

/** How many open alerts nobody has taken on, at most a hundred. */
export async function countAlerts(ctx: Context): Promise<number> {
  const kinds = kindsFor(ctx)
  if (!kinds.length) return 0
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(inArray(alerts.kind, kinds), isNull(alerts.clearedAt), isNull(alerts.seenAt)))
      .limit(mostCounted),
  )
  return found.length
}

/** Says that an alert is over, of which nothing else can tell. Twice is once. Throws `precondition` for one that ends by itself. */
export async function endAlert(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'alerts:take')
  await inTenant(ctx, async (tx) => {
    const alert = await lockAlert(tx, ctx, id)
    if (!endsByHand(alert.kind as AlertKind))
      throw new AppError('precondition', 'This alert ends by itself, once its trouble is over.')
    if (alert.clearedAt) return
    const now = new Date()
    await tx
      .update(alerts)
      .set({ clearedAt: now, seenBy: alert.seenBy ?? ctx.actor.id, seenAt: alert.seenAt ?? now })
      .where(eq(alerts.id, id))
    await audit(tx, ctx, 'alert.ended', id)
  })
}

/**
 * Opens an alert again that a person has ended too early. Twice is once. Throws `precondition` for one that opens and ends
 * by itself, and `conflict` where the same trouble was told of anew.
 */
export async function reopenAlert(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'alerts:take')
  await inTenant(ctx, async (tx) => {
    const alert = await lockAlert(tx, ctx, id)
    if (!endsByHand(alert.kind as AlertKind))
      throw new AppError('precondition', 'This alert opens by itself, should its trouble come again.')
    if (!alert.clearedAt) return
    await tx
      .update(alerts)
      .set({ clearedAt: null })
      .where(eq(alerts.id, id))
      .catch((error: unknown) => {
        throw isTaken(error) ? toldAnew() : error
      })
    await audit(tx, ctx, 'alert.reopened', id)
  })
}

const toldAnew = () =>
  new AppError('conflict', 'The same trouble was told of anew meanwhile: see the alert that is open.')

async function lockAlert(tx: Tx, ctx: Context, id: string): Promise<typeof alerts.$inferSelect> {
  const [alert] = await tx.select().from(alerts).where(eq(alerts.id, id)).for('update')
  if (!alert || !kindsFor(ctx).some((kind) => kind === alert.kind)) throw notFound('alert', id)
  return alert
}

/** Takes an alert on: others see who did. Pressed twice, the first stays. */
export async function takeOn(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'alerts:take')
  await inTenant(ctx, async (tx) => {
    const alert = await lockAlert(tx, ctx, id)
    if (alert.seenAt) return
    await tx.update(alerts).set({ seenBy: ctx.actor.id, seenAt: new Date() }).where(eq(alerts.id, id))
    await audit(tx, ctx, 'alert.taken', id)
  })
}
