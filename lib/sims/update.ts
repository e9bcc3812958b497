import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { Email } from '@/lib/tenancy/accounts'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { Labels } from './labels'
import { isHeld } from './state'

export const SimInput = z.object({
  id: z.string(),
  note: z.string().trim().max(1000, 'A note has at most 1,000 letters.').default(''),
  labels: Labels,
  companyId: z
    .string()
    .default('')
    .transform((id) => id || null),
  /** The e-mail address of an end user; empty for none. */
  endUser: z.union([z.literal('').transform(() => null), Email]).default(null),
})

type Sim = typeof sims.$inferSelect

async function endUserOf(
  tx: Tx,
  sim: Sim,
  email: string | null,
  companyId: string | null,
): Promise<string | null> {
  if (!email) return null
  const [found] = await tx.select().from(endUsers).where(eq(endUsers.email, email))
  if (!found)
    throw invalidField('endUser', `${email} is no end user yet. Add the person first under End users.`)
  const isAsBefore = found.id === sim.endUserId && companyId === sim.companyId
  if (!isAsBefore && found.companyId !== null && found.companyId !== companyId)
    throw invalidField('endUser', `${email} belongs to another company. Give the SIM to that company, too.`)
  return found.id
}

/** Changes what people keep with a SIM: note, labels, company, end user. Throws `invalid` at the field. */
export async function updateSim(
  ctx: Context,
  { id, endUser, ...values }: z.output<typeof SimInput>,
): Promise<void> {
  authorize(ctx, 'sims:write')
  await inTenant(ctx, async (tx) => {
    const [sim] = await tx.select().from(sims).where(eq(sims.id, id)).for('update')
    if (!sim) throw notFound('SIM', id)
    const { companyId } = values
    if (companyId && !(await tx.$count(companies, eq(companies.id, companyId))))
      throw invalidField('companyId', 'Choose a company of yours.')
    const endUserId = await endUserOf(tx, sim, endUser, companyId)
    const isMoved = companyId !== sim.companyId || endUserId !== sim.endUserId
    if (isMoved && isHeld(sim))
      throw new AppError('precondition', 'An order is being paid for this SIM. Try again in half an hour.')
    await tx
      .update(sims)
      .set({ ...values, endUserId })
      .where(eq(sims.id, id))
    await audit(tx, ctx, 'sim.update', id, { ...values, endUserId })
  })
}
