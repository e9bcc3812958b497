import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { disputes, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { tellCase } from '@/lib/payments/cases'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

export const CaseInput = z.object({
  id: z.string().regex(/^(ref|dis)_[0-9a-z]{26}$/, 'This page is too old. Reload it.'),
})

export const NoteInput = CaseInput.extend({
  text: z.string().trim().min(1, 'Write the note.').max(2_000, 'Use at most 2000 letters.'),
})

const isDispute = (id: string) => id.startsWith('dis_')

function authorizeCase(ctx: Context, id: string): void {
  authorize(ctx, isDispute(id) ? 'disputes:write' : 'payments:refund')
}

const about = (id: string) => (isDispute(id) ? { disputeId: id } : { refundId: id })

async function setOwner(tx: Tx, id: string, ownerId: string | null): Promise<void> {
  const table = isDispute(id) ? disputes : refunds
  const found = await tx.update(table).set({ ownerId }).where(eq(table.id, id)).returning({ id: table.id })
  if (!found.length) throw notFound(isDispute(id) ? 'dispute' : 'refund', id)
}

/** Whoever asks looks after a refund or a dispute from now on. */
export async function takeOver(ctx: Context, { id }: z.output<typeof CaseInput>): Promise<void> {
  authorizeCase(ctx, id)
  await inTenant(ctx, async (tx) => {
    await setOwner(tx, id, ctx.actor.id)
    await tellCase(tx, about(id), { kind: 'owner', text: 'Took it over', actorId: ctx.actor.id })
    await audit(tx, ctx, 'case.taken', id)
  })
}

/** Nobody looks after it any more. */
export async function letGo(ctx: Context, { id }: z.output<typeof CaseInput>): Promise<void> {
  authorizeCase(ctx, id)
  await inTenant(ctx, async (tx) => {
    await setOwner(tx, id, null)
    await tellCase(tx, about(id), {
      kind: 'owner',
      text: 'Let it go: nobody looks after it',
      actorId: ctx.actor.id,
    })
    await audit(tx, ctx, 'case.let_go', id)
  })
}

/** Adds a note for colleagues to the history of a refund or a dispute. */
export async function addNote(ctx: Context, { id, text }: z.output<typeof NoteInput>): Promise<void> {
  authorizeCase(ctx, id)
  await inTenant(ctx, async (tx) => {
    const table = isDispute(id) ? disputes : refunds
    const [found] = await tx.select({ id: table.id }).from(table).where(eq(table.id, id))
    if (!found) throw notFound(isDispute(id) ? 'dispute' : 'refund', id)
    await tellCase(tx, about(id), { kind: 'note', text, actorId: ctx.actor.id })
    await audit(tx, ctx, 'case.noted', id)
  })
}
