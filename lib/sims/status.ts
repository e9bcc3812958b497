import type { sims } from '@/db/schema'

type Sim = Pick<typeof sims.$inferSelect, 'status' | 'integration' | 'isPending'>

/** The words of the field's products for the state of a SIM, as staff know them. */
export const simStates = {
  pending: 'Pending',
  invalid: 'Invalid',
  blank: 'Blank',
  activation_ready: 'Activation ready',
  active: 'Active',
  suspended: 'Suspended',
  archived: 'Archived',
} as const

export type SimState = keyof typeof simStates

/** One word for a SIM: what is being found out, then what is wrong, then where it is in its life. */
export function simStateOf({ status, integration, isPending }: Sim): SimState {
  if (status === 'terminated' || status === 'archived') return 'archived'
  if (isPending) return 'pending'
  if (integration === 'error') return 'invalid'
  return status === 'inventory' ? 'blank' : status
}

/** How many SIMs are in each state, most first. Takes counts by the columns that a state follows from. */
export function countByState(
  rows: readonly (Sim & { count: number })[],
): { state: SimState; count: number }[] {
  const counts = new Map<SimState, number>()
  for (const { count, ...sim } of rows) {
    const state = simStateOf(sim)
    counts.set(state, (counts.get(state) ?? 0) + count)
  }
  return [...counts].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count)
}
