'use server'
import { revalidatePath } from 'next/cache'
import {
  AutomaticInput,
  automaticRules,
  retryAutomatic,
  setAutomatic,
} from '@/lib/refills/automatic-settings'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]/wallets', 'layout')

export const change = action(
  AutomaticInput,
  async (ctx, input) => {
    await setAutomatic(ctx, input)
    refresh()
  },
  automaticRules,
)

export const retry = action(AutomaticInput.pick({ walletId: true }), async (ctx, input) => {
  await retryAutomatic(ctx, input)
  refresh()
  return { notice: 'It is looked at now.' }
})
