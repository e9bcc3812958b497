import { settlementCurrency } from '../amounts'
import type { Call } from '../call'
import { pageOf, pageSpec } from '../page'
import { route } from '../router'
import type { Balance } from '../shape'
import { shown } from './balance-transaction'

/** Sums what the balance transactions say, by currency. */
export function balanceOf(call: Call): Balance {
  const rows = call.store.list(call.scope, 'balance_transaction').map((row) => shown(call, row))
  const currencies = [...new Set([settlementCurrency, ...rows.map((row) => row.currency)])]
  const sums = (status: string) =>
    currencies.map((currency) => {
      const own = rows.filter((row) => row.currency === currency && row.status === status)
      const amount = own.reduce((sum, { net }) => sum + net, 0)
      return { amount, currency, source_types: { card: amount } }
    })
  return {
    object: 'balance',
    available: sums('available'),
    connect_reserved: [{ amount: 0, currency: settlementCurrency }],
    livemode: call.scope.livemode,
    pending: sums('pending'),
  }
}

export const balanceRoutes = [
  route('GET', '/v1/balance', 'balance', {}, balanceOf),
  route('GET', '/v1/reporting/report_types', 'report', pageSpec, (_call, params) =>
    pageOf('/v1/reporting/report_types', [], params),
  ),
]
