import { and, asc, eq, gte, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { conflicts, connections, disputes, notices, orders, plans, planVersions } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { countWork } from '@/lib/refunds/list'
import { countForSale } from '@/lib/sims/stock'
import { telecomNamed } from '@/lib/telecom/registry'
import type { Context } from '@/lib/tenancy/context'
import { can } from '@/lib/tenancy/permissions'

/** Something that a person should look at, and where. `href` is below `/admin/{organization}`. */
export type Concern = { id: string; title: string; detail: string; href: string; tone: 'danger' | 'warning' }

const lowStock = 5
const most = 5
const noticeMs = 7 * 86_400_000

/** Everything that waits for a person, the worst first; only what this person may see. */
export async function readConcerns(tx: Tx, ctx: Context): Promise<Concern[]> {
  const found = [
    can(ctx, 'connections:read') ? await brokenConnections(tx) : [],
    can(ctx, 'payments:read') ? await openDisputes(tx) : [],
    can(ctx, 'payments:refund') ? await refundWork(tx) : [],
    can(ctx, 'payments:read') ? await openConflicts(tx) : [],
    can(ctx, 'orders:read') ? await stuckOrders(tx) : [],
    can(ctx, 'webhooks:read') ? await failedNotices(tx) : [],
    can(ctx, 'plans:read') && !ctx.companyId ? await lowStocks(tx) : [],
  ].flat()
  return found.sort((a, b) => a.tone.localeCompare(b.tone))
}

async function brokenConnections(tx: Tx): Promise<Concern[]> {
  const found = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.status, 'broken')))
    .orderBy(asc(connections.name))
    .limit(most)
  return found.map(({ id, kind, name, health }) => ({
    id,
    title: `${name} does not work`,
    detail: health.problem ?? 'Check its credentials.',
    href: `/settings/${kind === 'psp' ? 'billing' : 'telecoms'}/${id}`,
    tone: 'danger',
  }))
}

const until = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
const clock = new Intl.DateTimeFormat('en-GB', until)

async function openDisputes(tx: Tx): Promise<Concern[]> {
  const found = await tx
    .select({ id: disputes.id, dueBy: disputes.dueBy })
    .from(disputes)
    .where(inArray(disputes.status, ['needs_response', 'warning_needs_response']))
    .orderBy(asc(disputes.dueBy))
    .limit(most)
  return found.map(({ id, dueBy }) => ({
    id,
    title: 'A buyer disputes a payment',
    detail: dueBy ? `Answer it by ${clock.format(dueBy)} UTC.` : 'It waits for an answer.',
    href: `/disputes/${id}`,
    tone: 'danger',
  }))
}

/** Differences between the books of the payment providers and ours that nobody has decided yet. */
async function openConflicts(tx: Tx): Promise<Concern[]> {
  const open = await tx.$count(conflicts, eq(conflicts.status, 'open'))
  if (!open) return []
  return [
    {
      id: 'conflicts',
      title: `${open} ${open === 1 ? 'conflict' : 'conflicts'} with a PSP`,
      detail: 'What it holds differs from what stands here: decide what holds.',
      href: '/transactions/conflicts?state=open',
      tone: 'warning',
    },
  ]
}

/** Wishes of buyers, refunds that failed, eSIMs to take back. */
async function refundWork(tx: Tx): Promise<Concern[]> {
  const count = await countWork(tx)
  if (!count) return []
  return [
    {
      id: 'refunds',
      title: `${count} ${count === 1 ? 'refund waits' : 'refunds wait'} for a person`,
      detail: 'Buyers who ask, and money that did not arrive.',
      href: '/refunds',
      tone: 'warning',
    },
  ]
}

/** Paid, but not delivered and not refunded. */
async function stuckOrders(tx: Tx): Promise<Concern[]> {
  const found = await tx
    .select({ id: orders.id, status: orders.status, problem: orders.problem })
    .from(orders)
    .where(
      or(
        eq(orders.status, 'provisioning'),
        and(eq(orders.status, 'refund_pending'), sql`${orders.problem} like 'The refund %'`),
      ),
    )
    .orderBy(asc(orders.id))
    .limit(most)
  return found.map(({ id, status, problem }) => ({
    id,
    title: `Order ${id.slice(-8)} waits`,
    detail:
      status === 'provisioning'
        ? 'It is paid, and its eSIM is not there yet.'
        : (problem ?? 'The refund failed.'),
    href: `/orders/${id}`,
    tone: 'warning',
  }))
}

async function failedNotices(tx: Tx): Promise<Concern[]> {
  const count = await tx.$count(
    notices,
    and(
      gte(notices.id, firstIdAt('ntc', new Date(Date.now() - noticeMs))),
      isNull(notices.handledAt),
      isNotNull(notices.problem),
    ),
  )
  if (!count) return []
  return [
    {
      id: 'notices',
      title: `${count} ${count === 1 ? 'webhook' : 'webhooks'} could not be worked on`,
      detail: 'They are tried again by themselves.',
      href: '/webhooks?state=failed',
      tone: 'warning',
    },
  ]
}

/** Published plans that are sold from stock and are nearly out of it. */
async function lowStocks(tx: Tx): Promise<Concern[]> {
  const found = await tx
    .select({ id: plans.id, name: planVersions.name, provider: connections.provider })
    .from(plans)
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .innerJoin(connections, eq(connections.id, plans.connectionId))
    .where(and(eq(plans.isPublished, true), isNull(plans.archivedAt)))
    .orderBy(asc(planVersions.name))
    .limit(200)
  const concerns: Concern[] = []
  for (const { id, name, provider } of found) {
    if (telecomNamed(provider).kind === 'esim_retail') continue
    const left = await countForSale(tx, id, lowStock)
    if (left >= lowStock) continue
    concerns.push({
      id,
      title: left ? `${name}: ${left} left` : `${name} is sold out`,
      detail: 'The store sells it from stock. Upload eSIMs and assign the plan to them.',
      href: '/sims/import',
      tone: 'warning',
    })
  }
  return concerns
}
