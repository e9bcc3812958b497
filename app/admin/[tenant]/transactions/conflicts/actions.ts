'use server'
import { revalidatePath } from 'next/cache'
import { ResolveInput, resolveConflict } from '@/lib/reconcile/resolve'
import { action } from '@/lib/web/action'

const notices = {
  take_over: 'What the PSP holds was taken over.',
  adopt: 'The payment is recorded here, and read at the PSP in a moment.',
  refund: 'The refund is on its way to the PSP.',
  book: 'The difference is booked.',
  foreign: 'It is noted as not ours.',
  explain: 'Your explanation is kept.',
}

export const resolve = action(ResolveInput, async (ctx, input) => {
  await resolveConflict(ctx, input)
  revalidatePath('/admin/[tenant]/transactions', 'layout')
  return { notice: notices[input.action] }
})
