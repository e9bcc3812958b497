'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { PlanForm } from '@/lib/plans/form'
import { archivePlan, publishPlan, restorePlan, unpublishPlan } from '@/lib/plans/publish'
import { savePlan } from '@/lib/plans/save'
import { action } from '@/lib/web/action'
import { forgetShopWindow } from '@/lib/web/shop-window'

function refresh() {
  revalidatePath('/admin/[tenant]/plans', 'layout')
  forgetShopWindow()
}

export const save = action(PlanForm, async (ctx, input) => {
  const { id } = await savePlan(ctx, input)
  refresh()
  redirect(`/admin/${ctx.tenant.slug}/plans/${id}?saved`)
})

const moves = {
  publish: { run: publishPlan, notice: 'The plan is in the store.' },
  unpublish: { run: unpublishPlan, notice: 'The plan is out of the store.' },
  archive: { run: archivePlan, notice: 'The plan is archived.' },
  restore: { run: restorePlan, notice: 'The plan is restored. It is not in the store yet.' },
}

const Move = z.object({ id: z.string(), do: z.enum(['publish', 'unpublish', 'archive', 'restore']) })

export const move = action(Move, async (ctx, { id, do: name }) => {
  const { run, notice } = moves[name]
  await run(ctx, id)
  refresh()
  return { notice }
})
