import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { connections } from '@/db/schema'
import { webhookSecretsOf } from '@/lib/connections/find'
import { envelopes } from '@/lib/core/secrets'
import { tenantId } from './demo'

/** Texts that must not come to light, by what they are. */
export type Canaries = Record<string, string>

/** The names of the canaries that a text holds. */
export const sungIn = (text: string, canaries: Canaries): string[] =>
  Object.entries(canaries).flatMap(([name, canary]) => (text.includes(canary) ? [name] : []))

/** Secrets of the running product itself. */
export function houseSecrets(): Canaries {
  const { SECRET_KEYS, AUTH_SECRET, DEMO_PASSWORD, METRICS_TOKEN, DATABASE_URL, STRIPE_PLATFORM_KEY } =
    process.env
  const keys = JSON.parse(SECRET_KEYS!).keys as { k: string }[]
  return {
    ...Object.fromEntries(keys.map(({ k }, n) => [`key ${n} of SECRET_KEYS`, k])),
    AUTH_SECRET: AUTH_SECRET!,
    DEMO_PASSWORD: DEMO_PASSWORD!,
    METRICS_TOKEN: METRICS_TOKEN!,
    ...(STRIPE_PLATFORM_KEY && { STRIPE_PLATFORM_KEY }),
    'password of the database': new URL(DATABASE_URL!).password,
  }
}

/** The secret that proves the webhooks of an organization's only PSP. */
export async function webhookSecret(slug: string): Promise<string> {
  const [found] = await db
    .select()
    .from(connections)
    .where(and(eq(connections.tenantId, await tenantId(slug)), eq(connections.kind, 'psp')))
  const [secret] = await webhookSecretsOf(found!)
  return secret!
}

export type Column = { schema: string; table: string; name: string }

/** Every column that may hold text. */
async function textColumns(): Promise<Column[]> {
  const { rows } = await db.execute<Column>(
    sql`select table_schema as schema, table_name as "table", column_name as name
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker', 'drizzle')
        and (data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea'))`,
  )
  return rows
}

const nameOf = ({ schema, table, name }: Column) => `${schema}.${table}.${name}`

/** The columns that hold one of the canaries, each with its name. */
export async function searchDatabase(canaries: Canaries): Promise<string[]> {
  const found: string[] = []
  for (const column of await textColumns()) {
    const [table, name] = [sql.identifier(column.table), sql.identifier(column.name)]
    for (const [canary, text] of Object.entries(canaries)) {
      const { rows } = await db.execute(
        sql`select 1 from ${sql.identifier(column.schema)}.${table}
          where strpos(${name}::text, ${text}) > 0 limit 1`,
      )
      if (rows.length) found.push(`${nameOf(column)}: ${canary}`)
    }
  }
  return found
}

/** The columns in which something sealed lies. */
export async function sealedColumns(): Promise<string[]> {
  const found: string[] = []
  for (const column of await textColumns()) {
    const { rows } = await db.execute<{ text: string }>(
      sql`select ${sql.identifier(column.name)}::text as text
        from ${sql.identifier(column.schema)}.${sql.identifier(column.table)}
        where strpos(${sql.identifier(column.name)}::text, 'eyJhbGciOiJkaXIi') > 0 limit 1`,
    )
    if (rows.some(({ text }) => text.match(envelopes))) found.push(nameOf(column))
  }
  return found
}

/** What each part of the product wrote to its log, by file. */
export function readLogs(): [string, string][] {
  const folder = join(process.env.DATA_DIR!, 'logs')
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}
