import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { assignments, connections, plans, planVersions, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invalidField } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { isHeld } from '../state'
import { simStateOf, simStates } from '../status'
import { type Asker, defineChange, type Sim, tell } from './change'

const idsOf = (some: readonly Sim[]) => some.map(({ id }) => id)

async function planOf(tx: Tx, planId: string) {
  const [found] = await tx
    .select({ plan: plans, name: planVersions.name, operator: connections.name })
    .from(plans)
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .innerJoin(connections, eq(connections.id, plans.connectionId))
    .where(and(eq(plans.id, planId), isNull(plans.archivedAt)))
  if (!found?.plan.versionId) throw invalidField('planId', 'Choose a plan that is not archived.')
  return { ...found.plan, versionId: found.plan.versionId, name: found.name, operator: found.operator }
}

/** Why no plan may be put on a SIM or taken off; null when it may. */
function fixed(sim: Sim): string | null {
  if (sim.soldAt) return 'The SIM was sold with its plan.'
  if (isHeld(sim)) return 'An order is being paid for this SIM. Try again in half an hour.'
  if (sim.isPending) return 'The operator is still being asked about this SIM. Try again in a few minutes.'
  if (sim.integration === 'error')
    return 'The operator does not know this SIM. Check its number and operator.'
  if (sim.status === 'inventory' || sim.status === 'activation_ready') return null
  return `The SIM is ${simStates[simStateOf(sim)].toLowerCase()}; only a SIM that was never used can change its plan.`
}

/** Ends what was put on SIMs and never used. */
const revoke = (tx: Tx, some: readonly Sim[]) =>
  tx
    .update(assignments)
    .set({ status: 'revoked' })
    .where(
      and(
        inArray(
          assignments.id,
          some.flatMap(({ assignmentId }) => assignmentId ?? []),
        ),
        eq(assignments.status, 'ready'),
      ),
    )

async function assign(tx: Tx, some: readonly Sim[], planId: string, planVersionId: string): Promise<void> {
  const made = some.map(({ id: simId }) => ({ id: newId('asg'), simId, planVersionId }))
  await tx.insert(assignments).values(made)
  const column = (of: (row: (typeof made)[number]) => string) => sql.param(made.map(of))
  await tx.execute(sql`
    update sims set plan_id = ${planId}, status = 'activation_ready', assignment_id = made.id
    from unnest(${column(({ id }) => id)}::text[], ${column(({ simId }) => simId)}::text[]) as made (id, sim_id)
    where sims.id = made.sim_id`)
}

export const assignPlan = defineChange({
  label: 'Assign plan',
  input: z.object({ planId: z.string('Choose a plan.').min(1, 'Choose a plan.') }),
  async prepare(tx, { planId }) {
    const plan = await planOf(tx, planId)
    return {
      refuse(sim) {
        if (sim.connectionId !== plan.connectionId)
          return `The plan is of ${plan.operator}, and the SIM is of another operator.`
        if (plan.companyId && sim.companyId !== plan.companyId)
          return 'The plan is kept for another company than that of the SIM.'
        return fixed(sim)
      },
      isDone: (sim) => sim.planId === planId && sim.status === 'activation_ready',
      async write(tx: Tx, some: readonly Sim[], asker: Asker) {
        await revoke(tx, some)
        await assign(tx, some, planId, plan.versionId)
        await tell(tx, some, asker, 'plan_assigned', `Plan “${plan.name}” assigned`)
      },
    }
  },
})

export const unassignPlan = defineChange({
  label: 'Take plan off',
  input: z.object({}),
  prepare: async () => ({
    refuse: fixed,
    isDone: (sim) => sim.status === 'inventory',
    async write(tx, some, asker) {
      await revoke(tx, some)
      await tx
        .update(sims)
        .set({ status: 'inventory', planId: null, assignmentId: null })
        .where(inArray(sims.id, idsOf(some)))
      await tell(tx, some, asker, 'plan_removed', 'Plan taken off')
    },
  }),
})
