import { settle } from '../amounts'
import { type Call, change, later } from '../call'
import { invalid } from '../errors'
import { emit } from '../events'
import { newId } from '../ids'
import { listOf, pageSpec } from '../page'
import { isWithin, range, text } from '../params'
import { route } from '../router'
import type { Charge, Payout } from '../shape'
import { assignToPayout, book, payoutOf } from './balance-transaction'

const calledOffS = 60

/**
 * Pays out what the balance holds and no payout has yet, as the vendor does every day. With `amount` it is a manual
 * payout of so much, which cannot be itemised (psp.md 3.18) and can be called off for a minute. Zero or less is not paid
 * out: undefined.
 */
export function payOut(call: Call, charge: Charge, amount?: number): Payout | undefined {
  const { currency } = settle(0, charge.currency)
  const rows = amount
    ? []
    : call.store
        .list(call.scope, 'balance_transaction')
        .filter((row) => row.currency === currency && row.type !== 'payout' && !payoutOf(call, row))
  const total = amount ?? rows.reduce((sum, { net }) => sum + net, 0)
  if (total <= 0) return undefined
  const id = newId('po')
  const row = book(call, { type: 'payout', category: 'payout', source: id, amount: -total, currency })
  const payout = call.store.put(call.scope, 'payout', {
    id,
    object: 'payout',
    amount: total,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: call.kernel.now() + 86_400,
    automatic: !amount,
    balance_transaction: row.id,
    created: call.kernel.now(),
    currency,
    description: 'STRIPE PAYOUT',
    destination: `ba_${call.scope.account.slice('acct_'.length)}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: call.scope.livemode,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: amount ? 'not_applicable' : 'in_progress',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: amount ? 'pending' : 'in_transit',
    trace_id: null,
    type: 'bank_account',
  })
  for (const each of [...rows, row]) if (!amount) assignToPayout(call, each, id)
  emit(call, 'payout.created', payout)
  later(call, amount ? calledOffS : 1, 'payout_arrives', id)
  return payout
}

const isUnderway = ({ status }: Payout) => status === 'pending' || status === 'in_transit'

/** The bank has it; soon after, an automatic payout can be itemised. */
export function arrive(call: Call, payout: Payout) {
  if (!isUnderway(payout)) return
  const trace = { status: 'supported', value: `TRACE${payout.id.slice(-10).toUpperCase()}` }
  const paid = change(call, 'payout', payout, { status: 'paid', trace_id: trace })
  emit(call, 'payout.updated', paid, { status: payout.status })
  emit(call, 'payout.paid', paid)
  if (!payout.automatic) return
  const reconciled = change(call, 'payout', paid, { reconciliation_status: 'completed' })
  emit(call, 'payout.reconciliation_completed', reconciled)
}

/** The money of a payout comes back to the balance. */
const bookBack = (call: Call, { id, amount, currency }: Payout, type: 'payout_failure' | 'payout_cancel') =>
  book(call, { type, category: 'payout_reversal', source: id, amount, currency, isAvailableAtOnce: true }).id

/** The bank sends it back: at once, or after it had been paid. */
export function failPayout(call: Call, payout: Payout): Payout | undefined {
  if (!isUnderway(payout) && payout.status !== 'paid') return undefined
  const failed = change(call, 'payout', payout, {
    failure_balance_transaction: bookBack(call, payout, 'payout_failure'),
    failure_code: 'account_closed',
    failure_message: 'The bank account has been closed.',
    status: 'failed',
  })
  emit(call, 'payout.failed', failed)
  return failed
}

/** Only what the bank has not got yet can be called off. */
export function cancelPayout(call: Call, payout: Payout): Payout | undefined {
  if (payout.status !== 'pending') return undefined
  const canceled = change(call, 'payout', payout, {
    failure_balance_transaction: bookBack(call, payout, 'payout_cancel'),
    status: 'canceled',
  })
  emit(call, 'payout.canceled', canceled)
  return canceled
}

const listSpec = { ...pageSpec, arrival_date: range, created: range, destination: text(), status: text() }

export const payoutRoutes = [
  route('GET', '/v1/payouts', 'payout', listSpec, (call, params) =>
    listOf(
      call,
      'payout',
      '/v1/payouts',
      params,
      ({ arrival_date, created, status }) =>
        isWithin(arrival_date, params.arrival_date) &&
        isWithin(created, params.created) &&
        (!params.status || status === params.status),
    ),
  ),
  route('GET', '/v1/payouts/:id', 'payout', {}, (call, _params, id) =>
    call.store.get(call.scope, 'payout', id),
  ),
  route('POST', '/v1/payouts/:id/cancel', 'payout', {}, (call, _params, id) => {
    const canceled = cancelPayout(call, call.store.get(call.scope, 'payout', id))
    if (canceled) return canceled
    throw invalid('Payouts can only be canceled while they are pending.')
  }),
]
