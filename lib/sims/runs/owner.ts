import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invalidField } from '@/lib/core/error'
import { Label, mostLabels } from '../labels'
import { isHeld } from '../state'
import { defineChange, tell } from './change'

async function companyName(tx: Tx, id: string | null): Promise<string | null> {
  if (!id) return null
  const [found] = await tx.select({ name: companies.name }).from(companies).where(eq(companies.id, id))
  if (!found) throw invalidField('companyId', 'Choose a company of yours.')
  return found.name
}

export const setCompany = defineChange({
  label: 'Set company',
  input: z.object({
    companyId: z
      .string()
      .nullable()
      .default(null)
      .transform((id) => id || null),
  }),
  async prepare(tx, { companyId }) {
    const name = await companyName(tx, companyId)
    return {
      refuse(sim) {
        if (sim.status === 'terminated' || sim.status === 'archived') return 'The SIM is archived.'
        return isHeld(sim) ? 'An order is being paid for this SIM. Try again in half an hour.' : null
      },
      isDone: (sim) => sim.companyId === companyId,
      async write(tx, some, asker) {
        const chosen = inArray(
          sims.id,
          some.map(({ id }) => id),
        )
        // Staff of the new company must not meet an end user of the old one.
        const strangers = tx
          .select({ id: endUsers.id })
          .from(endUsers)
          .where(
            and(
              isNotNull(endUsers.companyId),
              sql`${endUsers.companyId} is distinct from ${companyId}::text`,
            ),
          )
        await tx
          .update(sims)
          .set({ endUserId: null })
          .where(and(chosen, inArray(sims.endUserId, strangers)))
        await tx.update(sims).set({ companyId }).where(chosen)
        await tell(tx, some, asker, 'company', name ? `Given to ${name}` : 'Taken back from its company')
      },
    }
  },
})

const LabelInput = z.object({ label: Label })

export const addLabel = defineChange({
  label: 'Add label',
  input: LabelInput,
  prepare: async (_tx, { label }) => ({
    refuse: ({ labels }) =>
      labels.length < mostLabels || labels.includes(label)
        ? null
        : `The SIM has ${mostLabels} labels already. Take one off first.`,
    isDone: ({ labels }) => labels.includes(label),
    async write(tx, some) {
      await tx
        .update(sims)
        .set({ labels: sql`array_append(${sims.labels}, ${label}::text)` })
        .where(
          inArray(
            sims.id,
            some.map(({ id }) => id),
          ),
        )
    },
  }),
})

export const removeLabel = defineChange({
  label: 'Take label off',
  input: LabelInput,
  prepare: async (_tx, { label }) => ({
    refuse: () => null,
    isDone: ({ labels }) => !labels.includes(label),
    async write(tx, some) {
      await tx
        .update(sims)
        .set({ labels: sql`array_remove(${sims.labels}, ${label}::text)` })
        .where(
          inArray(
            sims.id,
            some.map(({ id }) => id),
          ),
        )
    },
  }),
})
