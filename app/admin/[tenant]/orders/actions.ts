'use server'
import { revalidatePath } from 'next/cache'
import { ResendOrderInput, resendOrder } from '@/lib/orders/resend'
import { correctEmail, EmailInput, RetryInput, retryOrder } from '@/lib/orders/staff'
import { RefundInput, refundRules, requestRefund } from '@/lib/refunds/request'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]/orders', 'layout')

export const retry = action(RetryInput, async (ctx, input) => {
  await retryOrder(ctx, input)
  refresh()
  return { notice: 'It is tried again now. Reload in a moment to see how it went.' }
})

export const refund = action(
  RefundInput,
  async (ctx, input) => {
    await requestRefund(ctx, input)
    refresh()
    return { notice: 'The refund is on its way.' }
  },
  refundRules,
)

export const resend = action(ResendOrderInput, async (ctx, input) => {
  const email = await resendOrder(ctx, input)
  refresh()
  return { notice: `The mail is on its way to ${email}.` }
})

export const correct = action(EmailInput, async (ctx, input) => {
  const { isMailed } = await correctEmail(ctx, input)
  refresh()
  return { notice: isMailed ? 'Corrected; the eSIM is on its way to the new address.' : 'Corrected.' }
})
