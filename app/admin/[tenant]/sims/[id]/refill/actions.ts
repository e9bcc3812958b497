'use server'
import { redirect } from 'next/navigation'
import { RefillSimInput, refillSim } from '@/lib/settlement/refill-by-staff'
import { action } from '@/lib/web/action'

export const refill = action(RefillSimInput, async (ctx, input) => {
  await refillSim(ctx, input)
  redirect(`/admin/${ctx.tenant.slug}/sims/${input.simId}`)
})
