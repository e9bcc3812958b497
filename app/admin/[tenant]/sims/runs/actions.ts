'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { SimFilter } from '@/lib/sims/filter'
import { changes } from '@/lib/sims/runs/changes'
import { doOne } from '@/lib/sims/runs/one'
import type { Selection } from '@/lib/sims/runs/selection'
import { retryRun, startRun } from '@/lib/sims/runs/start'
import { action } from '@/lib/web/action'

const NewRun = z
  .object({
    do: z.enum(Object.keys(changes) as [keyof typeof changes, ...(keyof typeof changes)[]]),
    id: z.array(z.string()).default([]),
    filter: z.string().optional(),
    back: z.literal('sim').optional(),
  })
  .loose()

function selectionOf({ id, filter }: z.output<typeof NewRun>): Selection {
  if (filter !== undefined)
    return { filter: SimFilter.parse(Object.fromEntries(new URLSearchParams(filter))) }
  if (id.length === 0) throw new AppError('precondition', 'No SIM is chosen. Tick some in the list first.')
  return { ids: id }
}

export const start = action(NewRun, async (ctx, { do: kind, back, ...input }) => {
  const root = `/admin/${ctx.tenant.slug}/sims`
  const selection = selectionOf({ do: kind, ...input })
  if (back === 'sim' && 'ids' in selection) {
    const [simId] = selection.ids
    await doOne(ctx, { kind, selection, input })
    revalidatePath('/admin/[tenant]/sims/[id]', 'page')
    redirect(`${root}/${simId}`)
  }
  redirect(`${root}/runs/${await startRun(ctx, { kind, selection, input })}`)
})

export const retry = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  redirect(`/admin/${ctx.tenant.slug}/sims/runs/${await retryRun(ctx, id)}`)
})
