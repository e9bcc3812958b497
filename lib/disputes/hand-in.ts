import { isDeepStrictEqual } from 'node:util'
import { eq } from 'drizzle-orm'
import { disputes, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { callGateway } from '@/lib/payments/call-gateway'
import { tellCase } from '@/lib/payments/cases'
import { applyDispute, type Dispute } from '@/lib/payments/disputes'
import type { Gateway } from '@/lib/payments/gateway'
import type { DisputeState, Evidence } from '@/lib/payments/states'
import { settle } from '@/lib/settlement/settle'
import { buildEvidence, filled } from './evidence'
import { whatWeKnow } from './known'

async function read(tx: Tx, disputeId: string) {
  const [dispute] = await tx.select().from(disputes).where(eq(disputes.id, disputeId))
  if (!dispute) throw notFound('dispute', disputeId)
  const known = await whatWeKnow(tx, dispute)
  // What was emptied by hand must be emptied at the provider too, where an earlier draft may hold it.
  const emptied = Object.entries(dispute.evidence).filter(([, text]) => text === '')
  const evidence = {
    ...filled({ ...buildEvidence(dispute, known), ...dispute.evidence }),
    ...Object.fromEntries(emptied),
  }
  const connection = await getConnection(tx, known.payment.connectionId)
  return { dispute, payment: known.payment, connection, evidence }
}

/**
 * Hands in what was decided. Safe to repeat: the key is made of what is handed in, and what the provider has accepted
 * already is read from it. What it refuses for good is told to staff, who may decide anew.
 */
export async function handIn(tenantId: string, disputeId: string): Promise<void> {
  const { dispute, payment, connection, evidence } = await inTenant(tenantId, (tx) => read(tx, disputeId))
  const { answering } = dispute
  if (!answering) return
  const answer = await callGateway(connection, (gateway) => send(gateway, dispute, evidence)).catch(
    (error: unknown) => {
      if (!(error instanceof AppError) || error.detail.brokenConnection) throw error
      return error
    },
  )
  await inTenant(tenantId, async (tx) => {
    await tx.select({ id: payments.id }).from(payments).where(eq(payments.id, payment.id)).for('update')
    if (answer instanceof AppError) return note(tx, dispute, 'refused', `Not taken: ${answer.message}`)
    await applyDispute(tx, payment, answer)
    await keep(tx, dispute)
  })
  if (answering !== 'draft') await settle(tenantId, payment.id, { everything: true })
}

function send(gateway: Gateway, dispute: Dispute, evidence: Evidence): Promise<DisputeState> {
  const { externalId, answering } = dispute
  const { submitEvidence, acceptDispute } = gateway
  if (!submitEvidence || !acceptDispute)
    throw new AppError('precondition', 'This provider takes no answers here: answer it in its own portal.')
  if (answering === 'acceptance') return acceptDispute({ key: `${dispute.id}:accept:1`, externalId })
  const isFinal = answering === 'evidence'
  const said = hashToken(JSON.stringify(Object.entries(evidence).sort())).slice(0, 16)
  return submitEvidence({ key: `${dispute.id}:${answering}:${said}`, externalId, evidence, isFinal })
}

const done = {
  draft: 'The provider keeps the draft',
  evidence: 'The evidence is handed in',
  acceptance: 'Given up: the buyer keeps the money',
}

async function keep(tx: Tx, dispute: Dispute): Promise<void> {
  const now = new Date()
  const { answering } = dispute
  if (answering === 'evidence')
    await tx.update(disputes).set({ answeredAt: now }).where(eq(disputes.id, dispute.id))
  if (answering === 'acceptance')
    await tx.update(disputes).set({ acceptedAt: now }).where(eq(disputes.id, dispute.id))
  await note(tx, dispute, `${answering}_done`, done[answering!])
}

/** Ends the asking, unless staff have decided something else meanwhile. */
async function note(tx: Tx, dispute: Dispute, kind: string, text: string): Promise<void> {
  const disputeId = dispute.id
  await tellCase(tx, { disputeId }, { kind, text })
  const [now] = await tx.select().from(disputes).where(eq(disputes.id, disputeId)).for('update')
  if (now!.answering === dispute.answering && isDeepStrictEqual(now!.evidence, dispute.evidence))
    await tx.update(disputes).set({ answering: null }).where(eq(disputes.id, disputeId))
}
