import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { companies, endUsers, orders, paymentMethods, wallets } from '@/db/schema'
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
import { lookAt, ruleOf } from './look'
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
  const { iccid } = await inTenant(scopeOf(ctx), (tx) => ownSim(tx, ctx, simId))
  const offer = await refillOfferOf(scopeOf(ctx), simId)
  // The SIM is theirs; what pays for it may be of somebody else.
  return inTenant(ctx.tenantId, async (tx) => {
    const rule = await ruleOf(tx, simId)
    const isByCompany = Boolean(ctx.endUserId) && (await isPaidByCompany(tx, simId))
    const mayChange = can(ctx, ctx.endUserId ? 'wallets:refill' : 'sims:refill') && !isByCompany
    const base = offer?.plan.base ?? 1000
    return {
      ...{ iccid, base, isByCompany, runs: await runsOf(tx, simId) },
      standing: rule ? (await lookAt(tx, rule, offer)).standing : { kind: 'off' },
      rule: rule ? await inWords(tx, ctx, rule, base) : null,
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

async function inWords(tx: Tx, ctx: Context, rule: Rule, base: Base): Promise<string> {
  const [size, threshold] = [formatBytes(rule.size, base), formatBytes(rule.threshold, base)]
  return `${size} when less than ${threshold} is left, paid from ${await payerOf(tx, ctx, rule)}.`
}

async function payerOf(tx: Tx, ctx: Context, { walletId, methodId }: Rule): Promise<string> {
  if (methodId && !ctx.endUserId) return 'a saved card of its end user'
  if (methodId) {
    const [card] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId))
    return labelOf(card!)
  }
  const [found] = await tx
    .select({ company: companies.name, user: endUsers.email })
    .from(wallets)
    .leftJoin(companies, eq(companies.id, wallets.companyId))
    .leftJoin(endUsers, eq(endUsers.id, wallets.endUserId))
    .where(eq(wallets.id, walletId!))
  return `the wallet of ${found?.company ?? found?.user ?? 'its owner'}`
}

async function runsOf(tx: Tx, simId: string): Promise<SimRefillRun[]> {
  const made = await tx
    .select()
    .from(orders)
    .where(and(eq(orders.simId, simId), eq(orders.kind, 'refill'), isNotNull(orders.ruleId)))
    .orderBy(desc(orders.id))
    .limit(mostShown)
  return made.map(({ id, refill, amount, currency, status, problem, createdAt }) => ({
    ...{ id, status, problem, createdAt, bytes: BigInt(refill!.bytes), price: money(amount, currency) },
  }))
}
