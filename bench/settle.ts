// Payments settled per second from a state that was read, over the same rows written by bare statements.
import type { PoolClient } from 'pg'
import { pool } from '@/db/client'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/id'
import { money } from '@/lib/core/money'
import { checkOut } from '@/lib/orders/checkout'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from '@/lib/settlement/settle'
import { makeCheckoutInput, makeShop, makeState, makeTenant } from '@/lib/testing/make'
import { makeSuppliedPlan } from '@/lib/testing/supplier'
import { workInTurns } from './per-second'
import { report } from './report'

const ctx = await makeTenant()
const { tenantId } = ctx
const shop = {
  ...(await makeShop(ctx)),
  plan: await makeSuppliedPlan(ctx, env.SANDBOX_URL, 'settle_unlimited'),
}
const at = { tenantId, id: shop.store.id }
const made = await checkOut(at, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'bench' })
const example = await makeState(ctx, made.paymentId)

/** Orders that wait for their payment, as copies of a real one. */
async function fill(count: number) {
  const pairs = Array.from({ length: count }, () => ({ orderId: newId('ord'), paymentId: newId('pay') }))
  const [orders, payments] = [pairs.map(({ orderId }) => orderId), pairs.map(({ paymentId }) => paymentId)]
  await copy('orders', made.orderId, ['token_hash', 'checkout_key'], {}, orders)
  await copy('payments', made.paymentId, ['external_id'], { order_id: orders }, payments)
  return pairs
}

/** Copies a row under other ids; columns that must differ get the id, others those of a list. */
async function copy(
  table: string,
  like: string,
  unique: string[],
  listed: Record<string, string[]>,
  ids: string[],
) {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_name = $1 and table_schema = 'public' and is_generated = 'NEVER'`,
    [table],
  )
  const names = rows.map(({ name }) => name)
  const lists = Object.keys(listed)
  const value = (name: string) => {
    if (name === 'id' || unique.includes(name)) return 'n.id'
    return lists.includes(name) ? `n.${name}` : `r."${name}"`
  }
  await pool.query(
    `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')})
     select ${names.map(value).join(', ')} from ${table} r,
       unnest($2::text[]${lists.map((_, n) => `, $${n + 3}::text[]`).join('')}) as n(id${lists.map((name) => `, ${name}`).join('')})
     where r.id = $1`,
    [like, ids, ...Object.values(listed)],
  )
}

const most = 40_000
const [mine, bare] = [await fill(most), await fill(most)]
await pool.query('vacuum analyze orders, payments')

const next = (list: typeof mine) => {
  const pair = list.pop()
  if (!pair) throw new Error('The bench has run out of payments: make it shorter with BENCH_SECONDS.')
  return pair
}

function settle() {
  const { orderId, paymentId } = next(mine)
  const state: PaymentState = {
    ...example,
    externalId: paymentId,
    metadata: { payment_id: paymentId },
    charges: [
      {
        ...{ externalId: `ch_${paymentId}`, status: 'succeeded', amount: example.amount, at: new Date() },
        ...{ method: 'card', brand: 'visa', last4: '4242', country: 'US', declineCode: null },
        ...{ message: null, buyerMessage: null, fee: money(50n, 'EUR'), net: money(850n, 'EUR') },
      },
    ],
  }
  return inTenant(tenantId, (tx) => settleWith(tx, { id: paymentId, orderId, refillId: null }, state))
}

const named = new Map<string, string>()
function run(client: PoolClient, text: string, values: unknown[]) {
  const name = named.get(text) ?? `bare_${named.size}`
  named.set(text, name)
  return client.query({ name, text, values })
}

/** The rows that a settled payment leaves behind, without any question asked. */
async function write() {
  const { orderId, paymentId } = next(bare)
  const [paid, fee] = [newId('ent'), newId('ent')]
  const client = await pool.connect()
  try {
    await client.query('begin')
    await run(
      client,
      `update payments set status = 'paid', external_id = $2, received = amount, checked_at = now() where tenant_id = $1 and id = $2`,
      [tenantId, paymentId],
    )
    await run(
      client,
      `insert into charges (tenant_id, id, payment_id, external_id, status, amount, currency, method, brand, last4, country, fee, net, settled_currency, made_at)
      values ($1, $2, $3, $3, 'succeeded', 900, 'EUR', 'card', 'visa', '4242', 'US', 50, 850, 'EUR', now())`,
      [tenantId, newId('chg'), paymentId],
    )
    await run(
      client,
      `insert into entries (tenant_id, id, cause) values ($1, $2, $4 || ':paid'), ($1, $3, $4 || ':fee')`,
      [tenantId, paid, fee, paymentId],
    )
    await run(
      client,
      `insert into lines (tenant_id, id, entry_id, account, amount, currency) values
      ($1, $2, $6, 'psp', 900, 'EUR'), ($1, $3, $6, 'sales', -900, 'EUR'), ($1, $4, $7, 'fees', 50, 'EUR'), ($1, $5, $7, 'psp', -50, 'EUR')`,
      [tenantId, newId('lin'), newId('lin'), newId('lin'), newId('lin'), paid, fee],
    )
    await run(
      client,
      `update orders set status = 'paid', paid_at = now(), deliver_by = now() where tenant_id = $1 and id = $2`,
      [tenantId, orderId],
    )
    await run(
      client,
      `insert into order_events (tenant_id, id, order_id, kind, text, cause) values ($1, $2, $3, 'paid', 'Paid', $4)`,
      [tenantId, newId('oev'), orderId, paymentId],
    )
    for (const job of ['orders.fulfil', 'orders.refundAtDeadline'])
      await run(client, `select add_job($1, $2::json, now() + interval '1 day', $3, 25, 0)`, [
        job,
        '{}',
        `${job}:${orderId}`,
      ])
    await client.query('commit')
  } finally {
    client.release()
  }
}

const { value, limit, medianRatio } = await workInTurns(settle, write)
report({ bench: 'settle', value, unit: 'payments/s', limit }, { medianRatio })
await pool.end()
