import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/tenant'
import { isCurrency, type Money, money } from '@/lib/core/money'
import { paymentsMatching } from '@/lib/refills/matching'
import { type Purpose, purposes } from './purpose'

export const transactionTypes = ['payment', 'refund', 'dispute'] as const
export type TransactionType = (typeof transactionTypes)[number]

const day = z.iso.date().optional().catch(undefined)

/** What narrows the list. What cannot be read does not narrow it. */
export const TransactionFilter = z.object({
  q: z.string().trim().max(254).optional(),
  type: z.enum(transactionTypes).optional().catch(undefined),
  purpose: z.enum(purposes).optional().catch(undefined),
  status: z.string().max(40).optional(),
  method: z.string().max(40).optional(),
  company: z.string().max(64).optional(),
  currency: z.string().length(3).refine(isCurrency).optional().catch(undefined),
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  label: z.string().trim().max(50).optional(),
  /** A month in the organization's time zone: `2026-11`. */
  cycle: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  /** Whole days in the organization's time zone, both included. */
  since: day,
  until: day,
})
export type TransactionFilter = z.output<typeof TransactionFilter>

/** One movement of money between a buyer and the organization. What goes back has a negative amount. */
export type Transaction = {
  id: string
  /** Its place in the list: the part of its id that all three kinds sort by. */
  key: string
  type: TransactionType
  purpose: Purpose
  at: Date
  /** The month it counts to, in the organization's time zone: `2026-11`. */
  cycle: string
  labels: string[]
  amount: Money
  status: string
  mode: 'test' | 'live'
  /** The provider's id of it. */
  reference: string | null
  psp: string
  /** Of the charge: `visa •••• 4242`, `ideal`. */
  method: string | null
  brand: string | null
  last4: string | null
  /** In the currency of the settlement; null until the provider has said so. */
  fee: Money | null
  net: Money | null
  paymentId: string
  /** Of a purchase in the store; null for a refill. */
  orderId: string | null
  refillId: string | null
  email: string | null
  /** What was bought, in words. */
  plan: string
  simId: string | null
  iccid: string | null
  company: string | null
}

const moments = {
  payment: sql.raw('p.created_at'),
  refund: sql.raw('r.created_at'),
  dispute: sql.raw('r.opened_at'),
}

const common = sql.raw('p.order_id, p.refill_id, p.connection_id, p.id payment_id, p.mode, p.labels')

/** Begun at the provider, which never answered: nobody knows yet whether it is there. */
const isUnknown = sql`(p.status = 'created' and p.external_id is null and p.started_at < now() - interval '1 minute')`

const sources: Record<TransactionType, SQL> = {
  payment: sql`select 'payment' as type, p.id, p.created_at at, p.amount, p.currency,
    case when ${isUnknown} then 'unknown' else p.status end status, p.external_id reference,
    ${common} from payments p`,
  refund: sql`select 'refund' as type, r.id, r.created_at at, -r.amount amount, r.currency, r.status, r.external_id reference,
    ${common} from refunds r join payments p on p.tenant_id = r.tenant_id and p.id = r.payment_id`,
  dispute: sql`select 'dispute' as type, r.id, r.opened_at at, -r.amount amount, r.currency, r.status, r.external_id reference,
    ${common} from disputes r join payments p on p.tenant_id = r.tenant_id and p.id = r.payment_id`,
}

const prefixes: Record<TransactionType, string> = { payment: 'pay', refund: 'ref', dispute: 'dis' }

const isOwnId = /^(pay|ref|dis)_[0-9a-hjkmnp-tv-z]{26}$/
const looksLikeReference = /^[a-z]+_\w{6,}$/

/** A provider's id of the payment, of a charge or of this very row; else what finds an order. */
function searched(tx: Tx, q: string, row: SQL): SQL {
  if (isOwnId.test(q)) return sql`${row}.id = ${q}`
  if (looksLikeReference.test(q) && !q.startsWith('ord_'))
    return sql`(${row}.external_id = ${q} or p.external_id = ${q} or exists (
      select from charges c where c.tenant_id = p.tenant_id and c.payment_id = p.id and c.external_id = ${q}))`
  return sql`p.id in ${paymentsMatching(tx, q)}`
}

function inStatus(type: TransactionType, status: string, row: SQL): SQL {
  if (type !== 'payment') return sql`${row}.status = ${status}`
  return status === 'unknown' ? isUnknown : sql`(p.status = ${status} and not coalesce(${isUnknown}, false))`
}

const isFor: Record<Purpose, SQL> = {
  order: sql`exists (select from orders o where o.tenant_id = p.tenant_id and o.id = p.order_id and o.kind = 'esim')`,
  wallet: sql`p.refill_id is not null`,
  sim: sql`exists (select from orders o where o.tenant_id = p.tenant_id and o.id = p.order_id and o.kind = 'refill')`,
}

const startOf = (date: string, timezone: string, days = 0) =>
  sql`((${date}::date + ${days}::int)::timestamp at time zone ${timezone})`

function conditions(tx: Tx, type: TransactionType, filter: TransactionFilter, place: Place): SQL[] {
  const row = sql.raw(type === 'payment' ? 'p' : 'r')
  const { q, purpose, status, method, company, currency, mode, label, cycle, since, until } = filter
  const { after, timezone } = place
  const at = moments[type]
  return [
    // A wish of a buyer has moved no money.
    ...(type === 'refund' ? [sql`r.status not in ('asked', 'rejected')`] : []),
    ...(after ? [sql`${row}.id < ${`${prefixes[type]}_${after}`}`] : []),
    ...(q ? [searched(tx, q, row)] : []),
    ...(status ? [inStatus(type, status, row)] : []),
    ...(currency ? [sql`${row}.currency = ${currency}`] : []),
    ...(mode ? [sql`p.mode = ${mode}`] : []),
    ...(purpose ? [isFor[purpose]] : []),
    ...(label ? [sql`p.is_labelled and ${label} = any(p.labels)`] : []),
    ...(cycle
      ? [
          sql`${at} >= ${startOf(`${cycle}-01`, timezone)} and ${at} < ((${`${cycle}-01`}::date + interval '1 month')::timestamp at time zone ${timezone})`,
        ]
      : []),
    ...(since ? [sql`${at} >= ${startOf(since, timezone)}`] : []),
    ...(until ? [sql`${at} < ${startOf(until, timezone, 1)}`] : []),
    ...(method
      ? [
          sql`exists (select from charges c where c.tenant_id = p.tenant_id and c.payment_id = p.id and c.method = ${method})`,
        ]
      : []),
    ...(company
      ? [
          sql`(exists (select from orders o join sims s on s.tenant_id = o.tenant_id and s.id = o.sim_id
            where o.tenant_id = p.tenant_id and o.id = p.order_id and s.company_id = ${company})
            or exists (select from refills f
            where f.tenant_id = p.tenant_id and f.id = p.refill_id and f.company_id = ${company}))`,
        ]
      : []),
  ]
}

type Place = { after: string | undefined; size: number; timezone: string }

/** Each kind by itself, from its own key: so that no page reads more of any of them than it shows. */
function pageOfType(tx: Tx, type: TransactionType, filter: TransactionFilter, place: Place): SQL {
  const where = conditions(tx, type, filter, place)
  const narrowed = where.length ? sql` where ${sql.join(where, sql` and `)}` : sql``
  const id = sql.raw(type === 'payment' ? 'p.id' : 'r.id')
  return sql`(${sources[type]}${narrowed} order by ${id} desc limit ${place.size})`
}

const Row = z.object({
  type: z.enum(transactionTypes),
  id: z.string(),
  key: z.string(),
  purpose: z.enum(purposes),
  at: z.coerce.date(),
  cycle: z.string(),
  labels: z.array(z.string()),
  amount: z.coerce.bigint(),
  currency: z.string(),
  status: z.string(),
  reference: z.string().nullable(),
  mode: z.enum(['test', 'live']),
  psp: z.string(),
  method: z.string().nullable(),
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  fee: z.coerce.bigint().nullable(),
  net: z.coerce.bigint().nullable(),
  settled_currency: z.string().nullable(),
  payment_id: z.string(),
  order_id: z.string().nullable(),
  refill_id: z.string().nullable(),
  email: z.string().nullable(),
  plan: z.string(),
  sim_id: z.string().nullable(),
  iccid: z.string().nullable(),
  company: z.string().nullable(),
})

function toTransaction(found: unknown): Transaction {
  const { amount, currency, fee, net, settled_currency, payment_id, order_id, refill_id, sim_id, ...row } =
    Row.parse(found)
  const settled = (value: bigint | null) =>
    value !== null && settled_currency ? money(value, settled_currency) : null
  return {
    ...row,
    amount: money(amount, currency),
    fee: settled(fee),
    net: settled(net),
    paymentId: payment_id,
    orderId: order_id,
    refillId: refill_id,
    simId: sim_id,
  }
}

/** The statement behind `findTransactions`. */
export function transactionsStatement(tx: Tx, filter: TransactionFilter, place: Place): SQL {
  const types = filter.type ? [filter.type] : transactionTypes
  const pages = types.map((type) => pageOfType(tx, type, filter, place))
  return sql`
    select page.*, right(page.id, 26) as key, c.name psp,
      to_char(page.at at time zone ${place.timezone}::text, 'YYYY-MM') cycle,
      case when o.kind = 'refill' then 'sim' when page.order_id is not null then 'order' else 'wallet' end purpose, coalesce(o.email, f.email) email,
      coalesce(v.name, 'Refill of a wallet') plan,
      o.sim_id, s.iccid, company.name company,
      charge.method, charge.brand, charge.last4, coalesce(charge.fee, taken.fee) fee,
      coalesce(charge.net, taken.net) net, coalesce(taken.currency, charge.settled_currency) settled_currency
    from (select * from (${sql.join(pages, sql` union all `)}) found
      order by right(id, 26) desc limit ${place.size}) page
    left join orders o on o.id = page.order_id
    left join plan_versions v on v.id = o.plan_version_id
    left join refills f on f.id = page.refill_id
    left join wallets w on w.id = f.wallet_id
    join connections c on c.id = page.connection_id
    left join sims s on s.id = o.sim_id
    left join companies company on company.id = coalesce(w.company_id, s.company_id)
    left join lateral (
      select method, brand, last4, case when page.type = 'payment' then fee end fee,
        case when page.type = 'payment' then net end net, settled_currency
      from charges where payment_id = page.payment_id
      order by status = 'succeeded' desc, made_at desc limit 1) charge on true
    left join lateral (
      select sum(l.amount) filter (where l.account = 'dispute_fees') fee,
        sum(l.amount) filter (where l.account like 'psp:%') net, min(l.currency) currency
      from entries e join lines l on l.tenant_id = e.tenant_id and l.entry_id = e.id
      where page.type = 'dispute' and e.cause >= page.id || ':' and e.cause < page.id || ';') taken on true
    order by right(page.id, 26) desc`
}

/** Payments, refunds and disputes as one list, newest first. `after` is the `key` of the last row that was seen. */
export async function findTransactions(
  tx: Tx,
  filter: TransactionFilter,
  place: Place,
): Promise<Transaction[]> {
  const { rows } = await tx.execute(transactionsStatement(tx, filter, place))
  return rows.map(toTransaction)
}
