'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import * as alerts from '@/lib/alerts/list'
import { action } from '@/lib/web/action'

export const takeOn = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await alerts.takeOn(ctx, id)
  revalidatePath('/admin/[tenant]', 'layout')
  return { notice: 'It is yours. Others see that you look after it.' }
})

export const end = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await alerts.endAlert(ctx, id)
  revalidatePath('/admin/[tenant]', 'layout')
  return { notice: 'It is over. Among those that are over it can be opened again.' }
})

export const reopen = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await alerts.reopenAlert(ctx, id)
  revalidatePath('/admin/[tenant]', 'layout')
  return { notice: 'It is open again.' }
})
