import { and, eq, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { charges, conflicts, connections, notices, payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { findProvider } from '@/lib/payments/registry'
import type { Found } from './payments'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const ago = (ms: number): Date => new Date(Date.now() - ms)

const isRecent = (text: string | undefined, ms: number): boolean => !!text && new Date(text) > ago(ms)

const psps = (tx: Tx) =>
  tx
    .select()
    .from(connections)
    .where(and(eq(connections.kind, 'psp'), sql`${connections.status} <> 'disabled'`))

export async function brokenConnections(tx: Tx): Promise<Found[]> {
  const found = await psps(tx)
  return found
    .filter(({ status }) => status === 'broken')
    .map(({ id, name, mode, health }) => ({
      ...{ subject: id, mode },
      title: `${name} does not work`,
      detail: health.problem ?? 'Check its key.',
      href: `/settings/billing/${id}`,
    }))
}

/** Webhooks that wait for more than ten minutes, and such as no secret of ours proves. */
export async function failingWebhooks(tx: Tx): Promise<Found[]> {
  const waiting = await tx
    .select({
      id: connections.id,
      name: connections.name,
      mode: connections.mode,
      count: sql<number>`count(*)::int`,
    })
    .from(notices)
    .innerJoin(connections, eq(connections.id, notices.connectionId))
    .where(
      and(
        gte(notices.id, firstIdAt('ntc', ago(7 * dayMs))),
        isNull(notices.handledAt),
        isNotNull(notices.problem),
        lt(notices.createdAt, ago(10 * minuteMs)),
      ),
    )
    .groupBy(connections.id, connections.name, connections.mode)
  const found: Found[] = waiting.map(({ id, name, mode, count }) => ({
    ...{ subject: id, mode },
    title: `${count} ${count === 1 ? 'webhook' : 'webhooks'} of ${name} could not be worked on`,
    detail: 'They are tried again by themselves; the list of webhooks says why it failed.',
    href: '/webhooks?state=failed',
  }))
  for (const { id, name, mode, health } of await psps(tx)) {
    const { lastBadSignatureAt, lastEventAt } = health
    const isAllBad = isRecent(lastBadSignatureAt, hourMs) && (lastEventAt ?? '') < lastBadSignatureAt!
    if (!isAllBad || found.some(({ subject }) => subject === id)) continue
    found.push({
      ...{ subject: id, mode },
      title: `Webhooks of ${name} are not signed with its secret`,
      detail: 'Copy the signing secret again, or let the webhook be set up anew.',
      href: `/settings/billing/${id}`,
    })
  }
  return found
}

const leastPaid = 3

/** Three payments or more succeeded in the last two hours, and no webhook came since before the first of them. */
export async function silentWebhooks(tx: Tx): Promise<Found[]> {
  const paid = await tx
    .select({
      id: payments.connectionId,
      count: sql<number>`count(*)::int`,
      first: sql<string>`min(${charges.madeAt})`,
      last: sql<string>`max(${charges.madeAt})`,
    })
    .from(charges)
    .innerJoin(payments, eq(payments.id, charges.paymentId))
    .where(
      and(
        gte(charges.id, firstIdAt('chg', ago(2 * hourMs))),
        gte(charges.madeAt, ago(2 * hourMs)),
        eq(charges.status, 'succeeded'),
      ),
    )
    .groupBy(payments.connectionId)
  const all = await psps(tx)
  return paid.flatMap(({ id, count, first, last }) => {
    const connection = all.find((each) => each.id === id)
    const tells = connection && findProvider(connection.provider)?.notices !== 'none'
    const hadTime = new Date(last) < ago(10 * minuteMs)
    const heard = connection?.health.lastEventAt
    if (!tells || count < leastPaid || !hadTime || (heard && new Date(heard) >= new Date(first))) return []
    return {
      ...{ subject: id, mode: connection.mode },
      title: `No webhook comes from ${connection.name}`,
      detail: `${count} payments succeeded there in the last two hours, and none was told. They were found by asking; see whether the webhook is still set up.`,
      href: `/settings/billing/${id}`,
    }
  })
}

/** Where the books of a PSP and ours differ, and nobody has decided yet. */
export async function openConflicts(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select({
      ...{ id: connections.id, name: connections.name, mode: connections.mode },
      count: sql<number>`count(*)::int`,
    })
    .from(conflicts)
    .innerJoin(connections, eq(connections.id, conflicts.connectionId))
    .where(eq(conflicts.status, 'open'))
    .groupBy(connections.id, connections.name, connections.mode)
  return found.map(({ id, name, mode, count }) => ({
    ...{ subject: id, mode },
    title: `${count} ${count === 1 ? 'conflict' : 'conflicts'} with ${name}`,
    detail: 'What it holds differs from what stands here, and no reading mends it: decide what holds.',
    href: `/transactions/conflicts?state=open&connection=${id}`,
  }))
}
