'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { openRefill } from '@/lib/refills/open'
import { CorrectionInput, correctWallet } from '@/lib/wallets/correct'
import { amountRules, grantRules } from '@/lib/wallets/form-rules'
import { GrantInput, grantCredit } from '@/lib/wallets/grant'
import { FormKey, readAmount } from '@/lib/wallets/limits'
import { getWallet } from '@/lib/wallets/list'
import { changeWallet, OpenWalletInput, openWallet, WalletSettings } from '@/lib/wallets/open'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]/wallets', 'layout')

export const open = action(OpenWalletInput, async (ctx, input) => {
  const { id } = await openWallet(ctx, input)
  refresh()
  redirect(`/admin/${ctx.tenant.slug}/wallets/${id}`)
})

export const change = action(WalletSettings, async (ctx, input) => {
  await changeWallet(ctx, input)
  refresh()
})

export const grant = action(
  GrantInput,
  async (ctx, input) => {
    await grantCredit(ctx, input, ctx.tenant.timezone)
    refresh()
  },
  (ctx, values) => grantRules(ctx, values, ctx.tenant.timezone),
)

export const correct = action(
  CorrectionInput,
  async (ctx, input) => {
    await correctWallet(ctx, input)
    refresh()
  },
  (ctx, values) => amountRules(ctx, values, () => {}),
)

const RefillInput = z.object({
  walletId: z.string(),
  key: FormKey,
  amount: z.string().trim().min(1, 'Write how much is added.'),
  comment: z.string().trim().max(200, 'Use at most 200 characters.').default(''),
})

export const addMoney = action(
  RefillInput,
  async (ctx, { walletId, key, comment, ...input }) => {
    const { currency } = await getWallet(ctx, walletId)
    const { amount } = readAmount(input.amount, currency)
    const reference = `form:${walletId}:${key}`
    const { id } = await openRefill(ctx, { walletId, amount, comment, reference, origin: 'staff' })
    refresh()
    redirect(`/admin/${ctx.tenant.slug}/wallets/${walletId}/refills/${id}`)
  },
  amountRules,
)
