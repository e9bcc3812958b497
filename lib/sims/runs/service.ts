import { inArray } from 'drizzle-orm'
import { z } from 'zod'
import { sims } from '@/db/schema'
import { isHeld } from '../state'
import { simStateOf, simStates } from '../status'
import { defineChange, type Sim, tell } from './change'

const stateWord = (sim: Sim) => simStates[simStateOf(sim)].toLowerCase()

const among = (some: readonly Sim[]) =>
  inArray(
    sims.id,
    some.map(({ id }) => id),
  )

/** Lost and stolen and overdue are what people suspend for; the rest they write themselves. */
export const suspend = defineChange({
  label: 'Suspend',
  asksCarrier: true,
  input: z.object({
    reason: z
      .string('Say why.')
      .trim()
      .min(1, 'Say why, for whoever meets this SIM next.')
      .max(200, 'Use at most 200 letters.'),
  }),
  prepare: async (_tx, { reason }) => ({
    refuse(sim) {
      if (sim.isPending)
        return 'The operator is still being asked about this SIM. Try again in a few minutes.'
      return sim.status === 'active'
        ? null
        : `The SIM is ${stateWord(sim)}; only an active SIM can be suspended.`
    },
    isDone: ({ status }) => status === 'suspended',
    ask: (carrier) => carrier.suspend,
    async write(tx, some, asker) {
      await tx.update(sims).set({ status: 'suspended', suspendReason: reason }).where(among(some))
      await tell(tx, some, asker, 'suspended', `Suspended: ${reason}`)
    },
  }),
})

export const resume = defineChange({
  label: 'Resume',
  asksCarrier: true,
  input: z.object({}),
  prepare: async () => ({
    refuse(sim) {
      if (sim.isPending)
        return 'The operator is still being asked about this SIM. Try again in a few minutes.'
      return sim.status === 'suspended'
        ? null
        : `The SIM is ${stateWord(sim)}; only a suspended SIM can be resumed.`
    },
    isDone: ({ status }) => status === 'active',
    ask: (carrier) => carrier.resume,
    async write(tx, some, asker) {
      await tx.update(sims).set({ status: 'active', suspendReason: null }).where(among(some))
      await tell(tx, some, asker, 'resumed', 'Resumed')
    },
  }),
})

export const archive = defineChange({
  label: 'Archive',
  input: z.object({}),
  prepare: async () => ({
    refuse(sim) {
      if (isHeld(sim)) return 'An order is being paid for this SIM. Try again in half an hour.'
      if (sim.status === 'active') return 'The SIM is active. Suspend it first.'
      return sim.soldAt && sim.status === 'activation_ready'
        ? 'The SIM was sold and waits for its first use.'
        : null
    },
    isDone: ({ status }) => status === 'archived',
    async write(tx, some, asker) {
      await tx.update(sims).set({ status: 'archived', isPending: false }).where(among(some))
      await tell(tx, some, asker, 'archived', 'Archived')
    },
  }),
})
