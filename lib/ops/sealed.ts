import { getTableName } from 'drizzle-orm'
import { pool } from '@/db/client'
import { apiAnswers, connections, notices, orders, platforms, refills, simSecrets } from '@/db/schema'
import { envelopes, firstHeader } from '@/lib/core/secrets'

/** A text that holds envelopes, and the row it stands in. */
export type SealedRow = { tenantId: string; id: string; text: string }

/** Somewhere that sealed text is kept. */
export type SealedPlace = {
  name: string
  /** How many envelopes there are of each header. */
  count(): Promise<{ header: string; count: number }[]>
  /** The next rows after a key that hold what another than the first key sealed. */
  due(after: Omit<SealedRow, 'text'> | null, size: number): Promise<SealedRow[]>
  /** Writes new texts where the old still stand and nobody holds the row; says in how many rows. */
  replace(rows: readonly (SealedRow & { renewed: string })[]): Promise<number>
}

const columns = [
  apiAnswers.body,
  connections.credentials,
  connections.webhookSecrets,
  notices.body,
  orders.tokenSealed,
  refills.tokenSealed,
  simSecrets.sealed,
]

type Column = (typeof columns)[number]

/** `tenant`: the first part of the key; where a row is nobody's, its id. */
function columnPlace(column: Column | typeof platforms.webhookSecret, tenant = 'tenant_id'): SealedPlace {
  const [table, name] = [getTableName(column.table), column.name]
  return {
    name: `${table}.${name}`,
    async count() {
      const { rows } = await pool.query(
        `select split_part(${name}, '.', 1) header, count(*)::int count from ${table} where ${name} is not null group by 1`,
      )
      return rows
    },
    async due(after, size) {
      const { rows } = await pool.query(
        `select ${tenant} "tenantId", id, ${name} "text" from ${table}
         where (${tenant}, id) > ($1, $2) and ${name} is not null and not starts_with(${name}, $3)
         order by ${tenant}, id limit $4`,
        [after?.tenantId ?? '', after?.id ?? '', `${firstHeader()}.`, size],
      )
      return rows
    },
    replace: (rows) =>
      replaceWith(
        `with wanted as (select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w(tenant_id, id, old, new)),
         free as (
           select row.${tenant} tenant_id, row.id, wanted.new from ${table} row
           join wanted on wanted.tenant_id = row.${tenant} and wanted.id = row.id and wanted.old = row.${name}
           for no key update of row skip locked)
         update ${table} row set ${name} = free.new from free
         where row.${tenant} = free.tenant_id and row.id = free.id`,
        [rows.map(({ tenantId }) => tenantId), ...textsOf(rows)],
      ),
  }
}

// Postgres writes the edge of a word in another way; here the quotes of JSON are the edges.
const inJson = `"${envelopes.source.replace('\\b', '')}"`

/** What jobs carry: mails that wait, with their links and addresses. */
const queue: SealedPlace = {
  name: 'waiting jobs',
  async count() {
    const { rows } = await pool.query(
      `select found[1] header, count(*)::int count from graphile_worker._private_jobs,
         regexp_matches(payload::text, $1, 'g') found group by 1`,
      [inJson],
    )
    return rows
  },
  async due(after, size) {
    const { rows } = await pool.query(
      `select '' "tenantId", id::text, payload::text "text" from graphile_worker._private_jobs
       where id > $1::bigint and exists (
         select from regexp_matches(payload::text, $2, 'g') found where found[1] <> $3)
       order by _private_jobs.id limit $4`,
      [after?.id ?? '0', inJson, firstHeader(), size],
    )
    return rows
  },
  replace: (rows) =>
    replaceWith(
      `with free as (
         select job.id, wanted.new from graphile_worker._private_jobs job
         join unnest($1::text[], $2::text[], $3::text[]) as wanted(id, old, new)
           on wanted.id::bigint = job.id and wanted.old = job.payload::text
         for no key update of job skip locked)
       update graphile_worker._private_jobs job set payload = free.new::json from free where job.id = free.id`,
      textsOf(rows),
    ),
}

type Renewed = SealedRow & { renewed: string }

const textsOf = (rows: readonly Renewed[]): string[][] => [
  rows.map(({ id }) => id),
  rows.map(({ text }) => text),
  rows.map(({ renewed }) => renewed),
]

async function replaceWith(statement: string, values: string[][]): Promise<number> {
  const { rowCount } = await pool.query(statement, values)
  return rowCount ?? 0
}

/** Everywhere that sealed text is kept. What is not in here cannot be opened once its key is removed. */
export const sealedPlaces: readonly SealedPlace[] = [
  ...columns.map((column) => columnPlace(column)),
  columnPlace(platforms.webhookSecret, 'id'),
  queue,
]
