import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { moveMoney } from '@/lib/ledger/post'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { balanceOf, lockWallet, walletAccount } from './balance'
import { FormKey, Reason, readAmount } from './limits'
import { assertCovered, debit, isBooked } from './spend'

export const CorrectionInput = z.object({
  walletId: z.string(),
  key: FormKey,
  direction: z.enum(['in', 'out'], 'Choose whether money comes in or goes out.'),
  amount: z.string().trim().min(1, 'Write how much.'),
  reason: Reason,
})

/**
 * Staff put right what is wrong in a wallet: nothing that was booked is changed, so this adds to it. Throws
 * `precondition` for more than is available, and `invalid` at the field that must be mended.
 */
export async function correctWallet(
  ctx: Context,
  { walletId, key, direction, reason, ...input }: z.output<typeof CorrectionInput>,
): Promise<void> {
  authorize(ctx, 'wallets:write')
  await inTenant(ctx, async (tx) => {
    const wallet = await lockWallet(tx, walletId)
    const value = readAmount(input.amount, wallet.currency)
    const [cause, text] = [`correction:${walletId}:${key}`, `Correction: ${reason}`]
    if (await isBooked(tx, cause)) return
    if (direction === 'out') {
      assertCovered(wallet, await balanceOf(tx, wallet), value.amount)
      await debit(tx, wallet, { cause, amount: value.amount, text, to: 'corrections' })
    } else await moveMoney(tx, cause, value, walletAccount(walletId), 'corrections', text)
    await audit(tx, ctx, 'wallet.corrected', walletId, { direction, amount: value.amount, reason })
  })
}
