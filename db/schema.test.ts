import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { pool } from './client'
import * as schema from './schema'

/** Read before it is known whose rows are meant; the tenant role may not touch them. */
const shared = [
  'tenants',
  'users',
  'memberships',
  'sessions',
  'tokens',
  'addresses',
  'throttles',
  'platforms',
]

/** Indexes in all but name, kept by triggers: their key is what is searched. */
const keyOf: Record<string, string[]> = { sim_labels: ['tenant_id', 'label', 'sim_id'] }

const tables = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table))

test.each(tables.filter(({ name }) => !shared.includes(name)))(
  '$name and all it refers to stay within a tenant',
  (table) => {
    expect(table.primaryKeys[0]?.columns.map(({ name }) => name)).toEqual(
      keyOf[table.name] ?? ['tenant_id', 'id'],
    )
    expect(table.policies.map(({ name }) => name)).toEqual(['own'])
    for (const key of table.foreignKeys) expect(key.reference().columns[0]!.name).toBe('tenant_id')
  },
)

test('row security is on for every table of a tenant, and shared tables are closed to the tenant role', async () => {
  const { rows } = await pool.query<{ name: string; guarded: boolean; open: boolean }>(
    `select relname as name, relrowsecurity as guarded, has_table_privilege('tenant', oid, 'select') as open
     from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  expect(rows.filter(({ guarded, open }) => !guarded && open).map(({ name }) => name)).toEqual([])
})

test('what was audited or booked can be neither changed nor deleted', async () => {
  for (const table of ['audits', 'entries', 'lines']) {
    const { rows } = await pool.query(
      `select has_table_privilege('tenant', '${table}', 'update') or has_table_privilege('tenant', '${table}', 'delete') as can`,
    )
    expect(rows[0].can).toBe(false)
  }
})
