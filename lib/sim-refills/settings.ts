import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { simRefillRules, sims, wallets } from '@/db/schema'
import { inTenant, type Scope, type Tx } from '@/db/tenant'
import { clearAlert } from '@/lib/alerts/raise'
import { type Base, formatBytes, parseBytes } from '@/lib/core/bytes'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { chosen, type Wish } from '@/lib/orders/refill-checkout'
import { refillOfferOf } from '@/lib/orders/refill-offer'
import { walletFor } from '@/lib/settlement/refill-by-staff'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { askToRefillSim } from '@/lib/usage/asked'
import { ruleOf, type Sim } from './look'
import { ownSourcesOf } from './sources'

const Count = (most: number) =>
  z.coerce
    .number('Write a whole number.')
    .int('Write a whole number.')
    .min(1, 'At least 1.')
    .max(most, `At most ${most}.`)

/** Where nobody has said otherwise. */
export const usualCounts = { dailyCount: 2, monthlyCount: 10 }

export const SimRefillInput = z.object({
  simId: z.string(),
  /** The version of the plan whose prices were seen. */
  versionId: z.string(),
  /** `500 MB`. */
  threshold: z.string().trim().min(1, 'Write an amount of data, such as 500 MB.').max(40),
  size: z.string('Choose how much data to add.').regex(/^\d{1,18}$/, 'Choose how much data to add.'),
  /** Of a wallet or a saved card. */
  source: z.string('Choose what pays.'),
  dailyCount: Count(10),
  monthlyCount: Count(100),
})
type Input = z.output<typeof SimRefillInput>

export const StopInput = SimRefillInput.pick({ simId: true })

/** Row security shows an end user no SIM: whose it is stands in the condition. */
export const scopeOf = (ctx: Context): Scope => (ctx.endUserId ? ctx.tenantId : ctx)

/** The SIM, if it is theirs who ask. Throws `not_found`. */
export async function ownSim(tx: Tx, { endUserId }: Context, simId: string): Promise<Sim> {
  const isOwn = endUserId ? eq(sims.endUserId, endUserId) : undefined
  const [sim] = await tx
    .select()
    .from(sims)
    .where(and(eq(sims.id, simId), isOwn))
  if (!sim) throw notFound('SIM', simId)
  return sim
}

const mayRefill = (ctx: Context) => authorize(ctx, ctx.endUserId ? 'wallets:refill' : 'sims:refill')

/**
 * Sets how a SIM refills itself, switches it on, and looks at once whether it is to. What failed before counts no more.
 * What the size costs now is what its owner agrees to. Throws `invalid` at the field that is wrong, and `conflict` when
 * the price is another than was seen.
 */
export async function setSimRefill(ctx: Context, input: Input): Promise<void> {
  mayRefill(ctx)
  const { simId } = input
  await inTenant(scopeOf(ctx), (tx) => ownSim(tx, ctx, simId))
  const wish = chosen(await refillOfferOf(scopeOf(ctx), simId), input)
  const threshold = readThreshold(input.threshold, wish.size.bytes, wish.plan.base)
  await inTenant(scopeOf(ctx), async (tx) => {
    await assertOwn(tx, ctx, await ownSim(tx, ctx, simId))
    const { bytes, days, price } = wish.size
    const { dailyCount, monthlyCount } = input
    const values = {
      ...{ isOn: true, threshold, size: bytes, days, amount: price.amount, currency: price.currency },
      ...{ dailyCount, monthlyCount, armedAt: new Date(), told: null, mendHash: null },
      ...(await sourceFor(tx, ctx, wish, input.source)),
    }
    await tx
      .insert(simRefillRules)
      .values({ simId, ...values })
      .onConflictDoUpdate({ target: [simRefillRules.tenantId, simRefillRules.simId], set: values })
    await audit(tx, ctx, 'simRefill.changed', simId, values)
    await askToRefillSim(tx, ctx.tenantId, simId)
  })
}

/** Switches it off. What is charged already still comes. Twice is once. */
export async function stopSimRefill(ctx: Context, { simId }: z.output<typeof StopInput>): Promise<void> {
  mayRefill(ctx)
  await inTenant(scopeOf(ctx), async (tx) => {
    await assertOwn(tx, ctx, await ownSim(tx, ctx, simId))
    const [stopped] = await tx
      .update(simRefillRules)
      .set({ isOn: false, told: null, mendHash: null })
      .where(and(eq(simRefillRules.simId, simId), eq(simRefillRules.isOn, true)))
      .returning({ id: simRefillRules.id })
    if (!stopped) return
    await clearAlert(tx, 'refills.blocked', simId)
    await audit(tx, ctx, 'simRefill.stopped', simId)
  })
}

/** Whose money it is decides: an end user does not change what the company pays. */
async function assertOwn(tx: Tx, { endUserId }: Context, sim: Sim): Promise<void> {
  if (endUserId && (await isPaidByCompany(tx, sim)))
    throw new AppError('forbidden', 'Your company pays for this. Ask it to change when and how.')
}

/** True while a rule is on that the company of the SIM pays. */
export async function isPaidByCompany(tx: Tx, { id, companyId }: Sim): Promise<boolean> {
  const rule = await ruleOf(tx, id)
  if (!rule?.isOn || !rule.walletId || !companyId) return false
  return (await tx.$count(wallets, and(eq(wallets.id, rule.walletId), eq(wallets.companyId, companyId)))) > 0
}

function readThreshold(text: string, size: bigint, base: Base): bigint {
  const bytes = parsed(/[a-z]/i.test(text) ? text : `${text} MB`, base)
  if (bytes <= 0n) throw invalidField('threshold', 'Write more than zero, such as 500 MB.')
  if (bytes >= size)
    throw invalidField(
      'threshold',
      `Write less than ${formatBytes(size, base)}, which one refill adds: or it would be bought again at once.`,
    )
  return bytes
}

function parsed(text: string, base: Base): bigint {
  try {
    return parseBytes(text, base)
  } catch (error) {
    throw error instanceof AppError ? invalidField('threshold', error.message) : error
  }
}

async function sourceFor(tx: Tx, ctx: Context, wish: Wish, id: string) {
  if (ctx.endUserId) {
    const own = await ownSourcesOf(tx, ctx.endUserId, wish.size.price.currency)
    const found = own.find(({ value }) => value === id)
    if (!found) throw invalidField('source', 'This cannot be charged any more. Choose another one.')
    return found.isWallet ? { walletId: id, methodId: null } : { walletId: null, methodId: id }
  }
  const wallet = await walletFor(tx, wish)
  if (wallet?.id !== id)
    throw invalidField('source', 'The company of this SIM has no wallet in this currency. Open one first.')
  return { walletId: id, methodId: null }
}
