'use server'
import { revalidatePath } from 'next/cache'
import { addNote, CaseInput, letGo, NoteInput, takeOver } from '@/lib/refunds/care'
import { ApproveInput, approveRefund, RejectInput, rejectRefund } from '@/lib/refunds/decide'
import {
  CloseInput,
  closeWork,
  OneRefund,
  PayBackInput,
  payBack,
  stopWaiting,
  takeBackNow,
} from '@/lib/refunds/work'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]', 'layout')

export const approve = action(ApproveInput, async (ctx, input) => {
  await approveRefund(ctx, input)
  refresh()
  return { notice: 'Granted. The refund is on its way.' }
})

export const reject = action(RejectInput, async (ctx, input) => {
  await rejectRefund(ctx, input)
  refresh()
  return { notice: 'Refused. The buyer is told why.' }
})

export const makeGood = action(PayBackInput, async (ctx, input) => {
  await payBack(ctx, input)
  refresh()
  return { notice: input.way === 'again' ? 'The refund is on its way again.' : 'Done.' }
})

export const close = action(CloseInput, async (ctx, input) => {
  await closeWork(ctx, input)
  refresh()
})

export const takeBack = action(OneRefund, async (ctx, input) => {
  await takeBackNow(ctx, input)
  refresh()
  return { notice: 'The supplier is asked. Reload in a moment to see its answer.' }
})

export const refundNow = action(OneRefund, async (ctx, input) => {
  await stopWaiting(ctx, input)
  refresh()
  return { notice: 'The refund is on its way.' }
})

export const own = action(CaseInput, async (ctx, input) => {
  await takeOver(ctx, input)
  refresh()
})

export const disown = action(CaseInput, async (ctx, input) => {
  await letGo(ctx, input)
  refresh()
})

export const note = action(NoteInput, async (ctx, input) => {
  await addNote(ctx, input)
  refresh()
  return { notice: 'Noted.' }
})
