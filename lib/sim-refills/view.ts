import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { companies, endUsers, orders, paymentMethods, payments, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Base, formatBytes } from '@/lib/core/bytes'
import { type Money, money } from '@/lib/core/money'
import { type RefillOffer, refillOfferOf } from '@/lib/orders/refill-offer'
import type { OrderStatus } from '@/lib/orders/state'
import { labelOf } from '@/lib/payment-methods/label'
import type { Standing } from '@/lib/refills/automatic-standing'
import { walletFor } from '@/lib/settlement/refill-by-staff'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { lookAt, ruleOf, type Sim } from './look'
import { isPaidByCompany, ownSim, scopeOf, usualCounts } from './settings'
import { ownSourcesOf, type PaySource, walletLabel } from './sources'
import type { Rule } from './standing'

export type SimRefillRun = {
  id: string
  bytes: bigint
  price: Money
  status: OrderStatus
  problem: string | null
  createdAt: Date
}

/** How a SIM refills itself, where it stands, and what can be chosen. */
export type SimRefillView = {
  iccid: string
  standing: Standing
  /** In words: when, how much, and what pays. Null while nothing was ever set. */
  rule: string | null
  /** What an own form is filled with; null for those who may not change it, and where nothing can be added. */
  form: {
    versionId: string
    base: Base
    sizes: RefillOffer['sizes']
    sources: PaySource[]
    values: Record<'threshold' | 'size' | 'source' | 'dailyCount' | 'monthlyCount', string>
  } | null
  canStop: boolean
  /** The company pays, and whoever asks is not of its staff. */
  isByCompany: boolean
  base: Base
  runs: SimRefillRun[]
}

const mostShown = 5

/** Throws `not_found`, also for staff of another company and for an end user whose SIM it is not. */
export async function viewSimRefill(ctx: Context, simId: string): Promise<SimRefillView> {
  authorize(ctx, ctx.endUserId ? 'wallets:read' : 'sims:read')
  const sim = await inTenant(scopeOf(ctx), (tx) => ownSim(tx, ctx, simId))
  const offer = await refillOfferOf(scopeOf(ctx), simId)
  // The SIM is theirs; what pays for it may be of somebody else.
  return inTenant(ctx.tenantId, async (tx) => {
    const rule = await ruleOf(tx, simId)
    const isByCompany = Boolean(ctx.endUserId) && (await isPaidByCompany(tx, sim))
    const mayChange = can(ctx, ctx.endUserId ? 'wallets:refill' : 'sims:refill') && !isByCompany
    const base = offer?.plan.base ?? 1000
    return {
      ...{ iccid: sim.iccid, base, isByCompany, runs: await runsOf(tx, ctx, sim) },
      standing: rule ? (await lookAt(tx, rule, offer)).standing : { kind: 'off' },
      rule: rule ? await inWords(tx, ctx, sim, rule, base) : null,
      canStop: mayChange && rule?.isOn === true,
      form: mayChange && offer ? await formOf(tx, ctx, offer, rule) : null,
    }
  })
}

async function formOf(tx: Tx, ctx: Context, offer: RefillOffer, rule: Rule | undefined) {
  const { plan, sizes } = offer
  const sources = ctx.endUserId
    ? await ownSourcesOf(tx, ctx.endUserId, plan.currency)
    : await companySourceOf(tx, offer)
  const kept = rule?.walletId ?? rule?.methodId
  const usual = sizes[0]!
  const size = sizes.find(({ bytes }) => bytes === rule?.size) ?? usual
  return {
    ...{ versionId: plan.versionId, base: plan.base, sizes, sources },
    values: {
      threshold: formatBytes(rule?.threshold ?? usual.bytes / 5n, plan.base),
      size: size.bytes.toString(),
      source: (sources.find(({ value }) => value === kept) ?? sources[0])?.value ?? '',
      dailyCount: String(rule?.dailyCount ?? usualCounts.dailyCount),
      monthlyCount: String(rule?.monthlyCount ?? usualCounts.monthlyCount),
    },
  }
}

async function companySourceOf(tx: Tx, offer: RefillOffer): Promise<PaySource[]> {
  const wallet = await walletFor(tx, offer)
  if (!wallet) return []
  const [company] = await tx.select().from(companies).where(eq(companies.id, wallet.companyId!))
  const label = `${company!.name}: ${await walletLabel(tx, wallet)}`
  return [{ value: wallet.id, label, isWallet: true }]
}

async function inWords(tx: Tx, ctx: Context, sim: Sim, rule: Rule, base: Base): Promise<string> {
  const [size, threshold] = [formatBytes(rule.size, base), formatBytes(rule.threshold, base)]
  return `${size} when less than ${threshold} is left, paid from ${await payerOf(tx, ctx, sim, rule)}.`
}

async function payerOf(tx: Tx, ctx: Context, sim: Sim, { walletId, methodId }: Rule): Promise<string> {
  const [card] = methodId ? await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId)) : []
  const [wallet] = walletId
    ? await tx
        .select({ of: wallets, company: companies.name, user: endUsers.email })
        .from(wallets)
        .leftJoin(companies, eq(companies.id, wallets.companyId))
        .leftJoin(endUsers, eq(endUsers.id, wallets.endUserId))
        .where(eq(wallets.id, walletId))
    : []
  if (isScoped(ctx) && !isOwnerOf(sim, card ?? wallet!.of)) return 'what its former owner had'
  if (wallet) return `the wallet of ${wallet.company ?? wallet.user}`
  return ctx.endUserId ? labelOf(card!) : 'a saved card of its end user'
}

/** Staff of a company and end users see of a SIM what is theirs, and not whose it was before. */
const isScoped = ({ companyId, endUserId }: Context): boolean => Boolean(companyId ?? endUserId)

const isOwnerOf = (sim: Sim, { companyId, endUserId }: Pick<Sim, 'companyId' | 'endUserId'>): boolean =>
  companyId ? companyId === sim.companyId : endUserId === sim.endUserId

async function runsOf(tx: Tx, ctx: Context, sim: Sim): Promise<SimRefillRun[]> {
  const ofOwner = sql`exists (select from ${payments} p
    left join ${wallets} w on w.tenant_id = p.tenant_id and w.id = p.wallet_id
    left join ${paymentMethods} m on m.tenant_id = p.tenant_id and m.id = p.method_id
    where p.tenant_id = ${orders.tenantId} and p.order_id = ${orders.id}
      and (coalesce(w.company_id, m.company_id) = ${sim.companyId} or coalesce(w.end_user_id, m.end_user_id) = ${sim.endUserId}))`
  const isRun = and(eq(orders.simId, sim.id), eq(orders.kind, 'refill'), isNotNull(orders.ruleId))
  const made = await tx
    .select()
    .from(orders)
    .where(isScoped(ctx) ? and(isRun, ofOwner) : isRun)
    .orderBy(desc(orders.id))
    .limit(mostShown)
  return made.map(({ id, refill, amount, currency, status, problem, createdAt }) => ({
    ...{ id, status, problem, createdAt, bytes: BigInt(refill!.bytes), price: money(amount, currency) },
  }))
}
