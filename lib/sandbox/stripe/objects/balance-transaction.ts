import { settle } from '../amounts'
import type { Call } from '../call'
import { newId } from '../ids'
import { listOf, pageSpec } from '../page'
import { isWithin, range, text } from '../params'
import { route } from '../router'
import type { BalanceTransaction } from '../shape'

const day = 86_400
const holdDays = 2

type Movement = {
  type: BalanceTransaction['type']
  category: string
  source: string
  /** In the currency of the payment; negative when money leaves. */
  amount: number
  currency: string
  /** In the settlement currency. */
  fee?: number
  feeText?: string
  description?: string | null
  isAvailableAtOnce?: boolean
}

/** The fee of a European card: 1.5 % and 25 cents. */
export const chargeFee = (settled: number): number => Math.round(settled * 0.015) + 25

/** Books a movement of the balance, in the settlement currency. */
export function book(call: Call, movement: Movement): BalanceTransaction {
  const { type, category, source, currency, fee = 0, feeText = 'Stripe processing fees' } = movement
  const settled = settle(movement.amount, currency)
  const now = call.kernel.now()
  const detail = {
    amount: fee,
    application: null,
    currency: settled.currency,
    description: feeText,
    type: 'stripe_fee',
  }
  const isPending = settled.amount > 0 && !movement.isAvailableAtOnce
  return call.store.put(call.scope, 'balance_transaction', {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: settled.amount,
    available_on: isPending ? (Math.floor(now / day) + holdDays) * day : now,
    balance_type: 'payments',
    created: now,
    currency: settled.currency,
    description: movement.description ?? null,
    exchange_rate: settled.rate,
    fee,
    fee_details: fee === 0 ? [] : [detail],
    net: settled.amount - fee,
    reporting_category: category,
    source,
    status: isPending ? 'pending' : 'available',
    type,
  })
}

/** Becomes available by the clock alone. */
export const shown = (call: Pick<Call, 'kernel'>, row: BalanceTransaction): BalanceTransaction => ({
  ...row,
  status: row.available_on <= call.kernel.now() ? 'available' : 'pending',
})

export const payoutOf = (call: Call, { id }: { id: string }) =>
  call.store.extra('balance_transaction', id).payout

export const assignToPayout = (call: Call, row: BalanceTransaction, payout: string) =>
  call.store.put(call.scope, 'balance_transaction', row, { payout })

const listSpec = {
  ...pageSpec,
  created: range,
  currency: text(),
  payout: text(),
  source: text(),
  type: text(),
}

export const balanceTransactionRoutes = [
  route('GET', '/v1/balance_transactions', 'balance_transaction', listSpec, (call, params) => {
    const { created, currency, payout, source, type } = params
    const page = listOf(
      call,
      'balance_transaction',
      '/v1/balance_transactions',
      params,
      (row) =>
        isWithin(row.created, created) &&
        (!currency || row.currency === currency.toLowerCase()) &&
        (!payout || payoutOf(call, row) === payout) &&
        (!source || row.source === source) &&
        (!type || row.type === type),
    )
    return { ...page, data: page.data.map((row) => shown(call, row)) }
  }),
  route('GET', '/v1/balance_transactions/:id', 'balance_transaction', {}, (call, _params, id) =>
    shown(call, call.store.get(call.scope, 'balance_transaction', id)),
  ),
]
