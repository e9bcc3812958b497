import { AppError } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

/** Runs and imports go across companies, so staff of one company see none. */
export function authorizeHouse(ctx: Context): void {
  authorize(ctx, 'sims:read')
  if (ctx.companyId)
    throw new AppError('forbidden', 'Only staff of the organization can see this. Ask one of its owners.')
}
