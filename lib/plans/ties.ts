import { and, eq, inArray, or } from 'drizzle-orm'
import {
  assignments,
  companies,
  connections,
  offers,
  orders,
  type plans,
  planVersions,
  sims,
} from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invalidField } from '@/lib/core/error'
import { refillField } from './form'
import type { PlanData } from './input'

type Plan = typeof plans.$inferSelect
export type Ties = { connectionId: string; offerId: string | null; companyId: string | null }

async function offerOf(tx: Tx, { connectionId, offer }: PlanData): Promise<string | null> {
  if (!offer) return null
  const [found] = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.connectionId, connectionId), or(eq(offers.id, offer), eq(offers.externalId, offer))))
  if (!found)
    throw invalidField('offer', `This operator has no offer "${offer}". Copy its name from the catalogue.`)
  return found.id
}

/** The offer that a refill names must be there. Throws `invalid` at its field. */
async function findRefillOffers(tx: Tx, { connectionId, refills }: PlanData): Promise<void> {
  const named = refills.flatMap(({ offer, place = 1 }) => (offer ? [{ offer, place }] : []))
  if (!named.length) return
  const found = await tx
    .select({ name: offers.externalId })
    .from(offers)
    .where(
      and(
        eq(offers.connectionId, connectionId),
        inArray(
          offers.externalId,
          named.map(({ offer }) => offer),
        ),
      ),
    )
  for (const { offer, place } of named)
    if (!found.some(({ name }) => name === offer))
      throw invalidField(
        refillField('offer', place),
        `This operator has no offer "${offer}". Copy its name from the catalogue.`,
      )
}

/** What a plan hangs on, checked to be there: operator, offer and company. Throws `invalid` at the field. */
export async function findTies(tx: Tx, input: PlanData): Promise<Ties> {
  const [connection] = await tx
    .select({ kind: connections.kind })
    .from(connections)
    .where(eq(connections.id, input.connectionId))
  if (connection?.kind !== 'telecom') throw invalidField('connectionId', 'Choose an operator of yours.')
  await findRefillOffers(tx, input)
  const { companyId } = input
  if (companyId && !(await tx.$count(companies, eq(companies.id, companyId))))
    throw invalidField('companyId', 'Choose a company of yours.')
  return { connectionId: input.connectionId, offerId: await offerOf(tx, input), companyId }
}

async function isUsed(tx: Tx, planId: string): Promise<boolean> {
  const [sim] = await tx.select({ id: sims.id }).from(sims).where(eq(sims.planId, planId)).limit(1)
  const [assignment] = await tx
    .select({ id: assignments.id })
    .from(assignments)
    .innerJoin(planVersions, eq(planVersions.id, assignments.planVersionId))
    .where(eq(planVersions.planId, planId))
    .limit(1)
  const [order] = await tx
    .select({ id: orders.id })
    .from(orders)
    .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .where(eq(planVersions.planId, planId))
    .limit(1)
  return Boolean(sim || assignment || order)
}

const open = ['pending_payment', 'paid', 'provisioning'] as const

/**
 * Refuses another operator for a plan that SIMs or orders name, and another offer while an order waits for this one:
 * what was bought must be what is delivered.
 */
export async function assertTiesMayChange(tx: Tx, before: Plan, after: Ties): Promise<void> {
  if (before.connectionId !== after.connectionId && (await isUsed(tx, before.id)))
    throw invalidField(
      'connectionId',
      'SIMs or orders use this plan, so its operator stays. Make a new plan for another operator.',
    )
  if (before.offerId === after.offerId) return
  const [waiting] = await tx
    .select({ id: orders.id })
    .from(orders)
    .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .where(and(eq(planVersions.planId, before.id), inArray(orders.status, [...open])))
    .limit(1)
  if (waiting)
    throw invalidField(
      'offer',
      'An order of this plan is on its way. Take the plan out of the store and change the offer when it is done.',
    )
}
