import { type Call, change } from '../call'
import { invalid } from '../errors'
import { emit } from '../events'
import { listOf, pageSpec } from '../page'
import {
  anyHash,
  flag,
  hash,
  isWithin,
  mergeMetadata,
  metadata,
  oneOf,
  orUnset,
  range,
  text,
} from '../params'
import { route } from '../router'
import type { Dispute } from '../shape'
import { closeDispute, isFinal, submitEvidence } from './dispute'
import { evidenceNames } from './new-dispute'

const longest = orUnset(text(20_000))
const evidenceSpec = {
  ...Object.fromEntries(evidenceNames.map((name) => [name, longest])),
  enhanced_evidence: anyHash,
}

const updateSpec = {
  evidence: hash(evidenceSpec),
  intended_submission_method: oneOf('manual', 'prefer_manual', 'prefer_smart_disputes', 'smart_disputes'),
  metadata,
  submit: flag,
}

type Update = { evidence?: object; submit?: boolean; metadata?: Record<string, string> | null }

function update(call: Call, dispute: Dispute, { evidence, submit = true, metadata: given }: Update): Dispute {
  if (isFinal(dispute) && evidence) throw invalid('This dispute is already closed.')
  if (dispute.evidence_details.past_due && evidence)
    throw invalid('The deadline for evidence of this dispute has passed.')
  const merged = { ...dispute.evidence, ...evidence }
  const hasEvidence = Object.values(merged).some((value) => typeof value === 'string' && value !== '')
  const kept = change(call, 'dispute', dispute, {
    evidence: merged,
    evidence_details: { ...dispute.evidence_details, has_evidence: hasEvidence },
    metadata: mergeMetadata(dispute.metadata, given),
  })
  const done = evidence && submit ? submitEvidence(call, kept) : kept
  emit(call, 'charge.dispute.updated', done, { status: dispute.status })
  return done
}

const listSpec = { ...pageSpec, charge: text(), created: range, payment_intent: text() }
const warningSpec = { ...pageSpec, charge: text(), created: range, payment_intent: text() }

type Found = { charge: string; created: number; payment_intent?: string | null }
type Wanted = { charge?: string; created?: ReturnType<typeof range>; payment_intent?: string }

const fits = (found: Found, { charge, created, payment_intent }: Wanted) =>
  isWithin(found.created, created) &&
  (!charge || found.charge === charge) &&
  (!payment_intent || found.payment_intent === payment_intent)

export const disputeRoutes = [
  route('GET', '/v1/disputes', 'dispute', listSpec, (call, params) =>
    listOf(call, 'dispute', '/v1/disputes', params, (dispute) => fits(dispute, params)),
  ),
  route('GET', '/v1/disputes/:id', 'dispute', {}, (call, _params, id) =>
    call.store.get(call.scope, 'dispute', id),
  ),
  route('POST', '/v1/disputes/:id', 'dispute', updateSpec, (call, params, id) =>
    update(call, call.store.get(call.scope, 'dispute', id), params),
  ),
  route('POST', '/v1/disputes/:id/close', 'dispute', {}, (call, _params, id) => {
    const dispute = call.store.get(call.scope, 'dispute', id)
    if (isFinal(dispute)) throw invalid('This dispute is already closed.')
    return closeDispute(call, dispute, false)
  }),
  route('GET', '/v1/radar/early_fraud_warnings', 'warning', warningSpec, (call, params) =>
    listOf(call, 'early_fraud_warning', '/v1/radar/early_fraud_warnings', params, (found) =>
      fits(found, params),
    ),
  ),
  route('GET', '/v1/radar/early_fraud_warnings/:id', 'warning', {}, (call, _params, id) =>
    call.store.get(call.scope, 'early_fraud_warning', id),
  ),
]
