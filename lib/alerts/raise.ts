import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { alerts } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { mailAlert } from './asked'
import type { AlertKind } from './kinds'

export type Trouble = {
  kind: AlertKind
  /** What it is about: an id. The same again is the same alert. */
  subject: string
  mode: 'test' | 'live'
  /** Few words: what happened, and to whom. */
  title: string
  /** A sentence: what to do. */
  detail: string
  /** Where to do it, below `/admin/{organization}`. */
  href: string
}

/**
 * Tells staff of a trouble, in the transaction in which it is found: once in the portal and once by mail, however often
 * it is found while it lasts.
 */
export const raiseAlert = (tx: Tx, tenantId: string, trouble: Trouble): Promise<void> =>
  put(tx, tenantId, trouble, 1)

/** `again`: by how much the count of an alert that is open already grows. */
async function put(tx: Tx, tenantId: string, trouble: Trouble, again: 0 | 1): Promise<void> {
  const { title, detail, href } = trouble
  const [row] = await tx
    .insert(alerts)
    .values(trouble)
    .onConflictDoUpdate({
      target: [alerts.tenantId, alerts.kind, alerts.subject],
      targetWhere: isNull(alerts.clearedAt),
      set: { title, detail, href, times: sql`${alerts.times} + ${again}`, lastAt: new Date() },
    })
    .returning({ id: alerts.id, isNew: sql<boolean>`xmax = 0` })
  if (row!.isNew) await enqueue(tx, mailAlert, { tenantId, alertId: row!.id }, { key: `alert:${row!.id}` })
}

/** Says that a trouble is over. Nothing happens where none was told of. */
export async function clearAlert(tx: Tx, kind: AlertKind, subject: string): Promise<void> {
  await tx
    .update(alerts)
    .set({ clearedAt: new Date() })
    .where(and(eq(alerts.kind, kind), eq(alerts.subject, subject), isNull(alerts.clearedAt)))
}

/** Brings the open alerts of a kind to what is found now: raises each trouble, and clears all others. */
export async function keepAlerts(
  tx: Tx,
  tenantId: string,
  kind: AlertKind,
  found: readonly Omit<Trouble, 'kind'>[],
): Promise<void> {
  const subjects = found.map(({ subject }) => subject)
  await tx
    .update(alerts)
    .set({ clearedAt: new Date() })
    .where(
      and(
        eq(alerts.kind, kind),
        isNull(alerts.clearedAt),
        sql`${alerts.subject} <> all(${sql.param(subjects)}::text[])`,
      ),
    )
  for (const trouble of found) await put(tx, tenantId, { kind, ...trouble }, 0)
}

/** What open alerts of these kinds are about. */
export async function subjectsOf(tx: Tx, kinds: readonly AlertKind[]): Promise<Set<string>> {
  const found = await tx
    .select({ subject: alerts.subject })
    .from(alerts)
    .where(and(inArray(alerts.kind, [...kinds]), isNull(alerts.clearedAt)))
  return new Set(found.map(({ subject }) => subject))
}
