import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { type FieldProblems, problemsIn } from '@/lib/core/error'
import type { Money } from '@/lib/core/money'
import type { Context } from '@/lib/tenancy/context'
import { endOf } from './grant'
import { assertRefillable, readAmount } from './limits'
import { findWallet } from './open'

const Typed = z.object({
  walletId: z.string(),
  amount: z.string().trim().catch(''),
  expiresOn: z.iso.date().optional().catch(undefined),
})

/** What the rules say to an amount as it was typed, whatever else is wrong in the form. Nothing to one that is missing. */
export async function amountRules(
  ctx: Context,
  form: unknown,
  check: (value: Money) => void = assertRefillable,
): Promise<FieldProblems> {
  const { walletId, amount } = Typed.parse(form)
  const { currency } = await findWallet(ctx, walletId)
  return amount ? problemsIn(() => check(readAmount(amount, currency))) : {}
}

/** The same for credit that is given: its last day may be over. */
export async function grantRules(ctx: Context, form: unknown, timezone: string): Promise<FieldProblems> {
  const { expiresOn } = Typed.parse(form)
  const day = expiresOn ? await inTenant(ctx, (tx) => problemsIn(() => endOf(tx, expiresOn, timezone))) : {}
  return { ...(await amountRules(ctx, form)), ...day }
}
