'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { RefundInput, refundRules, requestRefund } from '@/lib/refunds/request'
import { DecideInput, decideManually, ReceiveInput, receiveManually } from '@/lib/settlement/receive'
import { startExport } from '@/lib/transactions/export'
import { LabelsInput, labelPayment } from '@/lib/transactions/label'
import { TransactionFilter } from '@/lib/transactions/query'
import { action } from '@/lib/web/action'

const Export = z.object({ filter: z.string().default(''), format: z.enum(['csv', 'xlsx']).default('csv') })

export const exportFile = action(Export, async (ctx, { filter, format }) => {
  const wanted = TransactionFilter.parse(Object.fromEntries(new URLSearchParams(filter)))
  const id = await startExport(ctx, wanted, ctx.tenant.timezone, format)
  redirect(`/admin/${ctx.tenant.slug}/transactions/exports/${id}`)
})

export const receive = action(ReceiveInput, async (ctx, input) => {
  const { held } = await receiveManually(ctx, input)
  revalidatePath('/admin/[tenant]', 'layout')
  return { notice: held ? `Held: ${held}` : 'Noted: it is paid.' }
})

export const decide = action(DecideInput, async (ctx, input) => {
  await decideManually(ctx, input)
  revalidatePath('/admin/[tenant]', 'layout')
  return { notice: input.decision === 'accept' ? 'Accepted.' : 'It is to be paid back now: see the refund.' }
})

export const refund = action(
  RefundInput,
  async (ctx, input) => {
    await requestRefund(ctx, input)
    revalidatePath('/admin/[tenant]', 'layout')
    return { notice: 'The refund is on its way.' }
  },
  refundRules,
)

export const label = action(LabelsInput, async (ctx, input) => {
  await labelPayment(ctx, input)
  revalidatePath('/admin/[tenant]/transactions/[id]', 'page')
})
