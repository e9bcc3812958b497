'use server'
import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/components/form/state'
import { readSelection } from '@/components/table/selection'
import { AppError } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { SimRefillInput, StopInput, setSimRefill, stopSimRefill } from '@/lib/sim-refills/settings'
import { type RevealedCodes, revealCodes } from '@/lib/sims/reveal'
import { isChange } from '@/lib/sims/runs/changes'
import { SimInput, updateSim } from '@/lib/sims/update'
import { recheckSim } from '@/lib/sims/verify'
import { action } from '@/lib/web/action'
import { originOf } from '@/lib/web/request'
import { tenantContext } from '@/lib/web/session'

/** From the ticked rows to the page that asks how exactly. */
export async function chooseAction(tenant: string, _before: FormState, form: FormData): Promise<FormState> {
  const { do: kind, ...selection } = readSelection(form)
  if (!isChange(kind)) return { message: 'Choose what to do with the SIMs.' }
  const query = new URLSearchParams({ do: kind })
  if ('filter' in selection) query.set('filter', new URLSearchParams(selection.filter).toString())
  else for (const id of selection.ids) query.append('id', id)
  if ('ids' in selection && selection.ids.length === 0) return { message: 'Tick the SIMs first.' }
  redirect(`/admin/${encodeURIComponent(tenant)}/sims/runs/new?${query}`)
}

export const changeRefill = action(SimRefillInput, async (ctx, input) => {
  await setSimRefill(ctx, input)
  revalidatePath('/admin/[tenant]/sims', 'layout')
})

export const stopRefill = action(StopInput, async (ctx, input) => {
  await stopSimRefill(ctx, input)
  revalidatePath('/admin/[tenant]/sims', 'layout')
  return { notice: 'It is off.' }
})

export const save = action(SimInput, async (ctx, input) => {
  await updateSim(ctx, input)
  revalidatePath('/admin/[tenant]/sims/[id]', 'page')
})

export const recheck = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await recheckSim(ctx, id)
  revalidatePath('/admin/[tenant]/sims/[id]', 'page')
  return { notice: 'The operator is being asked.' }
})

export type RevealState = { codes?: RevealedCodes; message?: string }

const RevealInput = z.object({ id: z.string() })

export async function reveal(tenant: string, _before: RevealState, form: FormData): Promise<RevealState> {
  const { requestId } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const ctx = await tenantContext(tenant)
    const { id } = RevealInput.parse(Object.fromEntries(form))
    try {
      return { codes: await revealCodes(ctx, id) }
    } catch (error) {
      if (error instanceof AppError) return { message: error.message }
      throw error
    }
  })
}
