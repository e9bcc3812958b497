'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { startExport } from '@/lib/transactions/export'
import { TransactionFilter } from '@/lib/transactions/query'
import { action } from '@/lib/web/action'

export const exportCsv = action(z.object({ filter: z.string().default('') }), async (ctx, { filter }) => {
  const wanted = TransactionFilter.parse(Object.fromEntries(new URLSearchParams(filter)))
  const id = await startExport(ctx, wanted, ctx.tenant.timezone)
  redirect(`/admin/${ctx.tenant.slug}/transactions/exports/${id}`)
})
