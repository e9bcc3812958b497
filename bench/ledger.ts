// Postings per second, each in a transaction of its own, over bare inserts of the very rows into twins of the tables.
import { pool } from '@/db/client'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { money } from '@/lib/core/money'
import { moveMoney } from '@/lib/ledger/post'
import { makeTenant } from '@/lib/testing/make'
import { workInTurns } from './per-second'
import { report } from './report'

const { tenantId } = await makeTenant()
for (const table of ['entries', 'lines']) {
  await pool.query(`drop table if exists bare_${table}`)
  await pool.query(`create table bare_${table} (like ${table} including defaults including indexes)`)
}

let serial = 0
const post = () => {
  const cause = `bench:${++serial}`
  return inTenant(tenantId, (tx) => moveMoney(tx, cause, money(900n, 'EUR'), 'sales', 'psp:con_bench'))
}

const entry = {
  name: 'bare_entry',
  text: 'insert into bare_entries (tenant_id, id, cause) values ($1, $2, $3)',
}
const line = {
  name: 'bare_lines',
  text: `insert into bare_lines (tenant_id, id, entry_id, account, amount, currency)
    values ($1, $2, $3, 'psp:con_bench', 900, 'EUR'), ($1, $4, $3, 'sales', -900, 'EUR')`,
}

async function insert() {
  const client = await pool.connect()
  try {
    const id = newId('ent')
    await client.query('begin')
    await client.query({ ...entry, values: [tenantId, id, `bare:${++serial}`] })
    await client.query({ ...line, values: [tenantId, newId('lin'), id, newId('lin')] })
    await client.query('commit')
  } finally {
    client.release()
  }
}

const { value, limit, medianRatio } = await workInTurns(post, insert)
const { rows } = await pool.query('select coalesce(sum(amount), 0)::text sum from lines')
report({ bench: 'ledger', value, unit: 'postings/s', limit }, { medianRatio, sum: Number(rows[0].sum) })
await pool.end()
