'use server'
import { revalidatePath } from 'next/cache'
import { AcceptInput, acceptDispute, EvidenceInput, saveEvidence } from '@/lib/disputes/answer'
import { SuspendInput, suspendLine } from '@/lib/disputes/suspend'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]', 'layout')

export const answer = action(EvidenceInput, async (ctx, input) => {
  await saveEvidence(ctx, input)
  refresh()
  return { notice: input.as === 'draft' ? 'The draft is kept.' : 'The evidence is being handed in.' }
})

export const accept = action(AcceptInput, async (ctx, input) => {
  await acceptDispute(ctx, input)
  refresh()
  return { notice: 'The dispute is being given up.' }
})

export const suspend = action(SuspendInput, async (ctx, input) => {
  await suspendLine(ctx, input)
  refresh()
  return { notice: 'The line is suspended.' }
})
