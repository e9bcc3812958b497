import { eq, sql } from 'drizzle-orm'
import { plans } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { lockPlan } from './save'
import { sellProblem } from './sellable'

/** Puts a plan into the store. Throws `precondition` with what is missing. */
export async function publishPlan(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'plans:write')
  await inTenant(ctx, async (tx) => {
    const { plan, version } = await lockPlan(tx, id)
    if (plan.archivedAt) throw new AppError('precondition', 'This plan is archived. Restore it first.')
    if (plan.isPublished) return
    const problem = await sellProblem(tx, { ...plan, amount: version.amount })
    if (problem) throw new AppError('precondition', problem.message)
    await tx.update(plans).set({ isPublished: true }).where(eq(plans.id, id))
    await audit(tx, ctx, 'plan.published', id, { version: version.number })
  })
}

/** Takes a plan out of the store. What was sold stays as it is. */
export async function unpublishPlan(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'plans:write')
  await inTenant(ctx, async (tx) => {
    const { plan } = await lockPlan(tx, id)
    if (!plan.isPublished) return
    await tx.update(plans).set({ isPublished: false }).where(eq(plans.id, id))
    await audit(tx, ctx, 'plan.unpublished', id)
  })
}

/** Puts a plan away: out of the store and of all choices. SIMs that have it keep it. */
export async function archivePlan(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'plans:write')
  await inTenant(ctx, async (tx) => {
    const { plan } = await lockPlan(tx, id)
    if (plan.archivedAt) return
    await tx.update(plans).set({ archivedAt: sql`now()`, isPublished: false }).where(eq(plans.id, id))
    await audit(tx, ctx, 'plan.archived', id)
  })
}

/** Takes an archived plan back, not yet into the store. */
export async function restorePlan(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'plans:write')
  await inTenant(ctx, async (tx) => {
    const { plan } = await lockPlan(tx, id)
    if (!plan.archivedAt) return
    await tx.update(plans).set({ archivedAt: null }).where(eq(plans.id, id))
    await audit(tx, ctx, 'plan.restored', id)
  })
}
