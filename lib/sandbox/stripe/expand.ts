import type { Call } from './call'
import { invalid } from './errors'
import { shown } from './objects/balance-transaction'
import type { Kind } from './shape'

const kinds: Record<string, Kind> = {
  pi: 'payment_intent',
  cs: 'checkout_session',
  ch: 'charge',
  py: 'charge',
  txn: 'balance_transaction',
  cus: 'customer',
  pm: 'payment_method',
  re: 'refund',
  pyr: 'refund',
  du: 'dispute',
  seti: 'setup_intent',
  setatt: 'setup_attempt',
  mandate: 'mandate',
  po: 'payout',
}

/** What each object lets you expand. */
const expandable: Record<string, string> = {
  payment_intent:
    'application customer latest_charge on_behalf_of payment_method payment_record review source transfer_data',
  charge:
    'application application_fee balance_transaction customer failure_balance_transaction on_behalf_of payment_intent refunds review source_transfer transfer',
  refund:
    'balance_transaction charge customer failure_balance_transaction payment_intent payment_method source_transfer_reversal transfer_reversal',
  dispute: 'charge payment_intent balance_transactions',
  setup_intent: 'application customer latest_attempt mandate on_behalf_of payment_method single_use_mandate',
  setup_attempt: 'application customer on_behalf_of payment_method setup_intent',
  payment_method: 'customer',
  customer: 'default_source test_clock sources subscriptions tax_ids tax invoice_settings',
  mandate: 'payment_method',
  balance_transaction: 'source',
  'checkout.session': 'customer line_items payment_intent payment_link setup_intent subscription invoice',
  payout: 'balance_transaction destination failure_balance_transaction original_payout reversed_by',
  'radar.early_fraud_warning': 'charge payment_intent',
  list: 'data total_count',
  search_result: 'data total_count',
}

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function expanded(call: Call, node: Node, field: string): unknown {
  const { store, scope } = call
  const value = node[field]
  if (node.object === 'charge' && field === 'refunds') {
    const data = store.list(scope, 'refund').filter((refund) => refund.charge === node.id)
    return { object: 'list', data: data.reverse(), has_more: false, url: `/v1/charges/${node.id}/refunds` }
  }
  if (typeof value !== 'string') return value
  const kind = kinds[value.split('_')[0] ?? '']
  if (kind === 'balance_transaction') return shown(call, store.get(scope, kind, value))
  return (kind && store.find(scope, kind, value)) ?? value
}

function walk(call: Call, value: unknown, path: string[], whole: string): unknown {
  const [field, ...rest] = path
  if (field === undefined) return value
  if (Array.isArray(value)) return value.map((each) => walk(call, each, path, whole))
  if (!isNode(value)) return value
  const allowed = typeof value.object === 'string' ? expandable[value.object]?.split(' ') : undefined
  if (!(allowed ? allowed.includes(field) : field in value))
    throw invalid(`This property cannot be expanded (${whole}).`, 'expand')
  const below = walk(call, expanded(call, value, field), rest, whole)
  return { ...value, [field]: below }
}

/** Puts objects in the place of ids, up to four levels deep: `latest_charge.balance_transaction`, `data.customer`. */
export function expand(call: Call, object: object, paths: readonly string[]): object {
  return paths.reduce<object>((result, path) => {
    const steps = path.split('.')
    if (steps.length > 4)
      throw invalid(`You cannot expand more than 4 levels of a property. Property: ${path}`, 'expand')
    return walk(call, result, steps, path) as object
  }, object)
}
