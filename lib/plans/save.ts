import { and, eq } from 'drizzle-orm'
import { plans, planVersions } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField, invariant, notFound } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { toJson } from '@/lib/core/json'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import type { PlanData } from './input'
import { sellProblem } from './sellable'
import { insertPlan } from './slug'
import { assertTiesMayChange, findTies, type Ties } from './ties'

type Version = typeof planVersions.$inferSelect
type Terms = Omit<typeof planVersions.$inferInsert, 'tenantId' | 'id' | 'planId' | 'number' | 'createdAt'>

export type SavedPlan = { id: string; slug: string; versionId: string; number: number; isNewVersion: boolean }

/** What is sold: all of a plan that a buyer agrees to. */
function termsOf(input: PlanData): Terms {
  const { name, description, dataBytes, dataBase, days, validityStart, currency, amount } = input
  const { countries, region, networks, speed, hasHotspot, canTopUp } = input
  const refills = input.refills.map((refill) => ({
    bytes: refill.bytes.toString(),
    amount: refill.amount.toString(),
    days: refill.days ?? input.days,
    offer: refill.offer,
  }))
  return {
    ...{ name, description, dataBytes, dataBase, days, validityStart, currency, amount },
    ...{ countries, region, networks, speed, hasHotspot, canTopUp, refills },
  }
}

/** The names of the terms that differ. */
const changesOf = (before: Version, after: Terms): string[] =>
  (Object.keys(after) as (keyof Terms)[]).filter(
    (name) => JSON.stringify(toJson(before[name])) !== JSON.stringify(toJson(after[name])),
  )

async function assertSellable(tx: Tx, input: PlanData, ties: Ties): Promise<void> {
  const problem = input.isPublished && (await sellProblem(tx, { ...ties, amount: input.amount }))
  if (problem) throw invalidField(problem.field, problem.message)
}

/**
 * Makes a plan, or changes one. What was sold is never altered: changed terms become a new version, and the rows of old
 * versions are not touched. Labels, company and publication belong to the plan itself and make none.
 * Throws `invalid` at a field, `conflict` when someone else changed the plan meanwhile.
 */
export async function savePlan(ctx: Context, input: PlanData): Promise<SavedPlan> {
  authorize(ctx, 'plans:write')
  return inTenant(ctx, async (tx) => {
    const ties = await findTies(tx, input)
    await assertSellable(tx, input, ties)
    return input.id ? changePlan(tx, ctx, input.id, input, ties) : createPlan(tx, ctx, input, ties)
  })
}

async function createPlan(tx: Tx, ctx: Context, input: PlanData, ties: Ties): Promise<SavedPlan> {
  const { labels, isPublished } = input
  const versionId = newId('ver')
  const { id, slug } = await insertPlan(tx, input.name, { ...ties, labels, isPublished, versionId })
  await tx.insert(planVersions).values({ id: versionId, planId: id, number: 1, ...termsOf(input) })
  await audit(tx, ctx, 'plan.created', id, { name: input.name, isPublished })
  return { id, slug, versionId, number: 1, isNewVersion: true }
}

async function changePlan(tx: Tx, ctx: Context, id: string, input: PlanData, ties: Ties): Promise<SavedPlan> {
  const { plan, version } = await lockPlan(tx, id)
  if (input.versionId && input.versionId !== plan.versionId)
    throw new AppError(
      'conflict',
      'Someone else changed this plan meanwhile. Open it in another tab, compare, and save again from there.',
    )
  if (plan.archivedAt) throw new AppError('precondition', 'This plan is archived. Restore it first.')
  await assertTiesMayChange(tx, plan, ties)
  const terms = termsOf(input)
  const changed = [
    ...changesOf(version, terms),
    // A checkout that began with the old offer must notice that it is another one now.
    ...(plan.offerId !== ties.offerId ? ['offer'] : []),
  ]
  const isNewVersion = changed.length > 0
  const versionId = isNewVersion ? newId('ver') : version.id
  const number = version.number + (isNewVersion ? 1 : 0)
  if (isNewVersion) await tx.insert(planVersions).values({ id: versionId, planId: id, number, ...terms })
  const { labels, isPublished } = input
  await tx
    .update(plans)
    .set({ ...ties, labels, isPublished, versionId })
    .where(eq(plans.id, id))
  await audit(tx, ctx, 'plan.changed', id, { changed, version: number, labels, isPublished, ...ties })
  return { id, slug: plan.slug, versionId, number, isNewVersion }
}

/** The plan and its current version, held until the end of the transaction. Throws `not_found`. */
export async function lockPlan(tx: Tx, id: string) {
  const [plan] = await tx.select().from(plans).where(eq(plans.id, id)).for('update')
  if (!plan) throw notFound('plan', id)
  const [version] = await tx
    .select()
    .from(planVersions)
    .where(and(eq(planVersions.planId, id), eq(planVersions.id, plan.versionId ?? '')))
  invariant(version, `plan ${id} has a current version`)
  return { plan, version }
}
