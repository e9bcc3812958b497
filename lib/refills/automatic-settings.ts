import { and, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { automaticRefills, endUsers, paymentMethods, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, type FieldProblems, invalidField } from '@/lib/core/error'
import { formatMoney, greaterOf, money } from '@/lib/core/money'
import { ofOwner } from '@/lib/payment-methods/owner'
import { Email } from '@/lib/tenancy/accounts'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, type Wallet } from '@/lib/wallets/balance'
import { readMoney, refillLimits } from '@/lib/wallets/limits'
import { findWallet } from '@/lib/wallets/open'
import { askToRefill } from '@/lib/wallets/spend'

const Count = (most: number) =>
  z.coerce
    .number('Write a whole number.')
    .int('Write a whole number.')
    .min(1, 'At least 1.')
    .max(most, `At most ${most}.`)

export const AutomaticInput = z.object({
  walletId: z.string(),
  isOn: z
    .literal('on')
    .optional()
    .transform((tick) => tick === 'on'),
  threshold: z.string().trim().min(1, 'Write an amount.'),
  target: z.string().trim().min(1, 'Write an amount.'),
  minimum: z.string().trim().min(1, 'Write an amount.'),
  /** Of a saved method or of another wallet; empty: the default method of the owner. */
  source: z.string().default(''),
  hourlyCount: Count(10),
  hourlyAmount: z.string().trim().min(1, 'Write an amount.'),
  monthlyCount: Count(500),
  monthlyAmount: z.string().trim().min(1, 'Write an amount.'),
  email: z
    .union([z.literal('').transform(() => null), Email])
    .nullable()
    .default(null),
})

type Input = z.output<typeof AutomaticInput>

/**
 * Sets how a wallet refills itself, and looks at once whether it is to. What failed before counts no more. What an end
 * user sets writes to nobody else. Throws `invalid` at the field that is wrong.
 */
export async function setAutomatic(ctx: Context, input: Input): Promise<void> {
  authorize(ctx, 'wallets:refill')
  await inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, input.walletId)
    await assertOwn(tx, ctx, wallet)
    const amounts = readAmounts(input, wallet.currency)
    const { isOn, hourlyCount, monthlyCount } = input
    const email = ctx.endUserId ? null : input.email
    const source = await readSource(tx, wallet, input.source)
    const values = { isOn, hourlyCount, monthlyCount, email, ...amounts, ...source, armedAt: new Date() }
    await tx
      .insert(automaticRefills)
      .values({ walletId: wallet.id, ...values })
      .onConflictDoUpdate({ target: [automaticRefills.tenantId, automaticRefills.walletId], set: values })
    await audit(tx, ctx, 'automaticRefill.changed', wallet.id, values)
    await askToRefill(tx, wallet)
  })
}

/** Looks again now, as if nothing had failed before. The limits hold all the same. */
export async function retryAutomatic(ctx: Context, { walletId }: Pick<Input, 'walletId'>): Promise<void> {
  authorize(ctx, 'wallets:refill')
  await inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, walletId)
    await assertOwn(tx, ctx, wallet)
    const [armed] = await tx
      .update(automaticRefills)
      .set({ armedAt: new Date() })
      .where(and(eq(automaticRefills.walletId, walletId), eq(automaticRefills.isOn, true)))
      .returning({ id: automaticRefills.id })
    if (!armed) throw new AppError('precondition', 'The automatic refill is off. Switch it on first.')
    await audit(tx, ctx, 'automaticRefill.retried', walletId)
    await askToRefill(tx, wallet)
  })
}

/** A company that fills the wallet of an end user decides how: it is its money. */
async function assertOwn(tx: Tx, { endUserId }: Context, wallet: Wallet): Promise<void> {
  if (!endUserId) return
  const ofCompany = and(eq(automaticRefills.walletId, wallet.id), isNotNull(automaticRefills.sourceWalletId))
  if (await tx.$count(automaticRefills, ofCompany))
    throw new AppError('forbidden', 'Your company fills this wallet. Ask it to change when and how.')
}

const amountFields = ['threshold', 'target', 'minimum', 'hourlyAmount', 'monthlyAmount'] as const
type Amounts = Record<(typeof amountFields)[number], bigint>

function readAmounts(input: Input, currency: string): Amounts {
  const { amounts, problems } = judgeAmounts(input, currency)
  const [wrong] = Object.values(problems)
  if (wrong) throw new AppError('invalid', wrong[0]!, { fields: problems })
  return amounts as Amounts
}

/** What the rules say to the amounts as they were typed, whatever else is wrong in the form. */
export async function automaticRules(ctx: Context, form: Record<string, unknown>): Promise<FieldProblems> {
  const { currency } = await findWallet(ctx, z.string().parse(form.walletId))
  return judgeAmounts(form, currency).problems
}

/** Each amount that can be read, and all that is wrong with them, alone and together. */
function judgeAmounts(typed: Record<string, unknown>, currency: string) {
  const amounts: Partial<Amounts> = {}
  const problems: FieldProblems = {}
  for (const field of amountFields) {
    const text = String(typed[field] ?? '').trim()
    if (!text) continue
    try {
      amounts[field] = readMoney(field, text, currency).amount
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems[field] = [error.message]
    }
  }
  return { amounts, problems: { ...togetherWrong(amounts, currency), ...problems } }
}

function togetherWrong(amounts: Partial<Amounts>, currency: string): FieldProblems {
  const { threshold, target, minimum, hourlyAmount, monthlyAmount } = amounts
  const say = (amount: bigint) => formatMoney(money(amount, currency))
  const { least, most } = refillLimits(currency)
  const problems: FieldProblems = {}
  if (threshold !== undefined && target !== undefined && target <= threshold)
    problems.target = [`Fill it up to more than ${say(threshold)}.`]
  if (minimum !== undefined && (minimum < least || minimum > most))
    problems.minimum = [`Charge between ${say(least)} and ${say(most)} at once.`]
  const isJudged = threshold !== undefined && target !== undefined && minimum !== undefined
  const usual = isJudged ? greaterOf(target - threshold, minimum) : 0n
  if (hourlyAmount !== undefined && hourlyAmount < usual)
    problems.hourlyAmount = [`One refill is ${say(usual)} or more, so allow at least that.`]
  if (monthlyAmount !== undefined && hourlyAmount !== undefined && monthlyAmount < hourlyAmount)
    problems.monthlyAmount = [`Allow at least what is allowed within an hour: ${say(hourlyAmount)}.`]
  return problems
}

async function readSource(tx: Tx, wallet: Wallet, id: string) {
  const [method] = id.startsWith('pmt_')
    ? await tx
        .select({ id: paymentMethods.id })
        .from(paymentMethods)
        .where(and(eq(paymentMethods.id, id), ofOwner(ownerOf(wallet)), eq(paymentMethods.mode, wallet.mode)))
    : []
  if (method) return { methodId: id, sourceWalletId: null }
  if (!id) return { methodId: null, sourceWalletId: null }
  const company = await companyWallet(tx, wallet)
  if (company?.id === id) return { methodId: null, sourceWalletId: id }
  throw invalidField('source', 'This cannot be charged any more. Choose another one.')
}

export const ownerOf = ({ companyId, endUserId }: Wallet): string => (companyId ?? endUserId)!

/** The wallet of an end user may be filled from that of the company the end user belongs to. */
export async function companyWallet(tx: Tx, wallet: Wallet): Promise<Wallet | null> {
  if (!wallet.endUserId) return null
  const [found] = await tx
    .select({ wallet: wallets })
    .from(endUsers)
    .innerJoin(wallets, eq(wallets.companyId, endUsers.companyId))
    .where(
      and(
        eq(endUsers.id, wallet.endUserId),
        eq(wallets.currency, wallet.currency),
        eq(wallets.mode, wallet.mode),
      ),
    )
  return found?.wallet ?? null
}
