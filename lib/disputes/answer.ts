import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { disputes } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { tellCase } from '@/lib/payments/cases'
import { awaitingAnswer, type Dispute } from '@/lib/payments/disputes'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { answerDispute } from './asked'
import { buildEvidence, filled } from './evidence'
import { type EvidenceField, evidenceNames, longest } from './fields'
import { whatWeKnow } from './known'

const text = z.string().max(longest, 'Use at most 20,000 letters.').default('')

export const EvidenceInput = z.object({
  disputeId: z.string(),
  /** `draft`: kept, here and at the provider. `evidence`: handed in, once and for all. */
  as: z.enum(['draft', 'evidence']),
  ...(Object.fromEntries(evidenceNames.map((name) => [name, text])) as Record<EvidenceField, typeof text>),
})

export const AcceptInput = z.object({
  disputeId: z.string(),
  sure: z.literal('on', 'Tick this to say that you are sure.'),
})

/** Keeps what staff wrote, and asks for it to be kept at the provider, or handed in. */
export async function saveEvidence(
  ctx: Context,
  { disputeId, as, ...given }: z.output<typeof EvidenceInput>,
): Promise<void> {
  authorize(ctx, 'disputes:write')
  await inTenant(ctx, async (tx) => {
    const dispute = await lockOpen(tx, disputeId)
    if (as === 'evidence' && Object.keys(filled(given)).length === 0)
      throw new AppError('precondition', 'There is no evidence to hand in. Write at least one field.')
    const built = buildEvidence(dispute, await whatWeKnow(tx, dispute))
    // What is as it was built follows the facts until it is handed in; then it is kept as it was said.
    const own = evidenceNames.filter(
      (name) => as === 'evidence' || isOwn(dispute, given[name], built[name], name),
    )
    const evidence = Object.fromEntries(own.map((name) => [name, given[name].trim()]))
    await ask(tx, ctx, dispute, as, { evidence })
    await audit(tx, ctx, 'dispute.evidence', disputeId, { as, fields: Object.keys(filled(given)) })
  })
}

/** Written by hand; and once that is emptied, it stays so, for the provider holds it. */
const isOwn = ({ evidence }: Dispute, given: string, built = '', name = ''): boolean =>
  given.trim() !== built || (given.trim() === '' && name in evidence)

/** Gives a dispute up: the buyer keeps the money. It cannot be taken back. */
export async function acceptDispute(
  ctx: Context,
  { disputeId }: z.output<typeof AcceptInput>,
): Promise<void> {
  authorize(ctx, 'disputes:write')
  await inTenant(ctx, async (tx) => {
    await ask(tx, ctx, await lockOpen(tx, disputeId), 'acceptance', {})
    await audit(tx, ctx, 'dispute.accept', disputeId)
  })
}

const said = {
  draft: 'Kept a draft of the evidence',
  evidence: 'Decided to hand the evidence in',
  acceptance: 'Decided to give it up',
}

async function ask(
  tx: Tx,
  { tenantId, actor }: Context,
  { id: disputeId }: Dispute,
  answering: keyof typeof said,
  set: Partial<Dispute>,
): Promise<void> {
  await tx
    .update(disputes)
    .set({ ...set, answering })
    .where(eq(disputes.id, disputeId))
  await tellCase(tx, { disputeId }, { kind: answering, text: said[answering], actorId: actor.id })
  await enqueue(tx, answerDispute, { tenantId, disputeId }, { key: `dispute:${disputeId}` })
}

/** Throws `conflict` for one that waits for no answer of ours, or of which an answer is just being handed in. */
async function lockOpen(tx: Tx, id: string): Promise<Dispute> {
  const [dispute] = await tx.select().from(disputes).where(eq(disputes.id, id)).for('update')
  if (!dispute) throw notFound('dispute', id)
  if (dispute.answering === 'evidence' || dispute.answering === 'acceptance')
    throw new AppError('conflict', 'An answer is being handed in just now. Reload in a moment.')
  if (!awaitingAnswer.includes(dispute.status))
    throw new AppError('conflict', 'This dispute waits for no answer any more. Reload to see where it is.')
  return dispute
}
