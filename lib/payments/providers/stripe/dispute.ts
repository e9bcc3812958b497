import type Stripe from 'stripe'
import type { DisputeState, Evidence } from '../../states'
import { explain } from './client'
import { toDispute } from './translate'

const right = 'Disputes: write'

/** Keeps a draft at Stripe, or hands the evidence in, which counts once and for all (docs.stripe.com/api/disputes/update). */
export async function submitEvidence(
  client: Stripe,
  input: { key: string; externalId: string; evidence: Evidence; isFinal: boolean },
): Promise<DisputeState> {
  const { key, externalId, evidence, isFinal } = input
  try {
    const params = { evidence: evidence as Stripe.DisputeUpdateParams.Evidence, submit: isFinal }
    return toDispute(await client.disputes.update(externalId, params, { idempotencyKey: key }))
  } catch (error) {
    throw explain(error, right)
  }
}

/** Gives it up: it is lost, and cannot be taken back. One that is closed already comes back as it is. */
export async function acceptDispute(
  client: Stripe,
  { key, externalId }: { key: string; externalId: string },
): Promise<DisputeState> {
  const now = await client.disputes.retrieve(externalId).catch((error: unknown) => {
    throw explain(error, 'Disputes: read')
  })
  if (isClosed(now)) return toDispute(now)
  try {
    return toDispute(await client.disputes.close(externalId, {}, { idempotencyKey: key }))
  } catch (error) {
    throw explain(error, right)
  }
}

const isClosed = ({ status }: Stripe.Dispute): boolean =>
  ['won', 'lost', 'warning_closed', 'prevented'].includes(status)
