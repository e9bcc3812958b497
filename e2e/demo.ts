import { sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { conflicts, exports, imports, payouts, runs } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { open } from '@/lib/core/secrets'

/** What the demo's organizations have, read past row security: to know what nobody else may see. */

const one = async <T>(query: ReturnType<typeof sql>): Promise<T> => (await db.execute(query)).rows[0] as T

export async function tenantId(slug: string): Promise<string> {
  const { id } = await one<{ id: string }>(sql`select id from tenants where slug = ${slug}`)
  return id
}

export async function userId(email: string): Promise<string> {
  const { id } = await one<{ id: string }>(sql`select id from users where email = ${email}`)
  return id
}

/** Every table whose rows belong to an organization. */
async function tables(): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
  )
  return rows.map(({ name }) => name)
}

// What the house itself writes down while it runs: the last word of a provider, a visit, a try to deliver.
const restless = ['health', 'facts', 'synced_at', 'refreshed_at', 'checked_at']

/** A print of all rows of an organization but the notes of who only looked, by table: equal when nothing was changed. */
export async function printOf(slug: string): Promise<Record<string, string>> {
  const tenant = await tenantId(slug)
  const left = restless.map((name) => `'${name}'`).join(', ')
  const prints: Record<string, string> = {}
  for (const table of await tables()) {
    const row = sql.raw(`to_jsonb(t) - array[${left}]`)
    const { print } = await one<{ print: string }>(
      sql`select count(*) || ' rows, ' || md5(string_agg(row, '' order by row)) as print
        from (select (${row})::text as row from ${sql.identifier(table)} t where tenant_id = ${tenant}) rows
        where row not like '%"kind": "viewed"%' and row not like '%"action": "wallet.statementDownloaded"%'`,
    )
    prints[table] = print
  }
  return prints
}

/** The ids of all rows of an organization, and the numbers of its SIMs. */
export async function marksOf(slug: string): Promise<Set<string>> {
  const tenant = await tenantId(slug)
  const { rows: withId } = await db.execute<{ name: string }>(
    sql`select c.table_name as name from information_schema.columns c
      where c.table_schema = 'public' and c.column_name = 'id'
        and exists (select 1 from information_schema.columns o
          where o.table_name = c.table_name and o.table_schema = 'public' and o.column_name = 'tenant_id')`,
  )
  const parts = withId.map(
    ({ name }) => sql`select id from ${sql.identifier(name)} where tenant_id = ${tenant}`,
  )
  parts.push(sql`select iccid from sims where tenant_id = ${tenant}`)
  const { rows } = await db.execute<{ id: string }>(sql.join(parts, sql` union all `))
  return new Set(rows.map(({ id }) => id))
}

/** What staff of a company must not see: what belongs to another company, or to none. */
export async function marksOutside(slug: string, companyId: string): Promise<Set<string>> {
  const tenant = await tenantId(slug)
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from companies where tenant_id = ${tenant} and id <> ${companyId}
      union all select id from end_users where tenant_id = ${tenant} and company_id is distinct from ${companyId}
      union all select id from sims where tenant_id = ${tenant} and company_id is distinct from ${companyId}
      union all select iccid from sims where tenant_id = ${tenant} and company_id is distinct from ${companyId}
      union all select id from orders where tenant_id = ${tenant}
      union all select id from connections where tenant_id = ${tenant} and kind = 'psp'`,
  )
  return new Set(rows.map(({ id }) => id))
}

export const companyOf = async (email: string): Promise<string> =>
  (
    await one<{ id: string }>(
      sql`select m.company_id as id from memberships m join users u on u.id = m.user_id where u.email = ${email}`,
    )
  ).id

/** Adds an upload, an export, a bulk action, a payout and a conflict where there are none: the demo itself has not. Tests at once add them once. */
export async function addRuns(slug: string): Promise<void> {
  const tenant = await tenantId(slug)
  const actorId = (
    await one<{ id: string }>(
      sql`select user_id as id from memberships where tenant_id = ${tenant} and role = 'owner'`,
    )
  ).id
  const connectionId = (
    await one<{ id: string }>(
      sql`select id from connections where tenant_id = ${tenant} and kind = 'telecom' and provider = 'stock'`,
    )
  ).id
  const pspId = await firstOf(slug, 'connections', "kind = 'psp'")
  await inTenant(tenant, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`runs of ${slug}`}, 0))`)
    if (await tx.$count(imports)) return
    await tx.insert(runs).values({ kind: 'archive', input: {}, status: 'finished', total: 0, actorId })
    await tx.insert(exports).values({ kind: 'transactions', query: {}, status: 'finished', actorId })
    await tx.insert(payouts).values({
      ...{
        connectionId: pspId,
        externalId: `po_fake_${slug}`,
        status: 'paid',
        amount: 9_000n,
        currency: 'EUR',
      },
      ...{ isAutomatic: true, arrivesAt: new Date(), madeAt: new Date() },
    })
    await tx.insert(conflicts).values({
      ...{ connectionId: pspId, kind: 'missing_here', object: 'payment', subject: `pi_fake_${slug}` },
      ...{ amount: 900n, currency: 'EUR' },
      theirs: {
        ...{ id: `pi_fake_${slug}`, status: 'paid', mode: 'test', at: new Date().toISOString() },
        amount: { amount: '900', currency: 'EUR' },
      },
    })
    await tx.insert(imports).values({
      ...{ fileName: 'sims.csv', path: `uploads/${newId('imp')}`, sha256: '0'.repeat(64) },
      ...{ connectionId, luhn: 'warn', status: 'finished' },
    })
  })
}

/** How many webhooks are to be worked yet; -1 while none came at all. */
export async function openNotices(slug: string): Promise<number> {
  const tenant = await tenantId(slug)
  const { open: left, all } = await one<{ open: number; all: number }>(
    sql`select count(*)::int as all, (count(*) - count(handled_at))::int as open
      from notices where tenant_id = ${tenant}`,
  )
  return all ? left : -1
}

/** Addresses of orders, as their buyers have them. */
export async function orderToken(slug: string): Promise<string> {
  const tenant = await tenantId(slug)
  const found = await one<{ token: string }>(
    sql`select token_sealed as token from orders where tenant_id = ${tenant} and status = 'fulfilled' order by kind, id limit 1`,
  )
  return open(found.token)
}

/** The address of a refill that waits for its payment. */
export async function refillToken(slug: string): Promise<string> {
  const tenant = await tenantId(slug)
  const found = await one<{ token: string }>(
    sql`select token_sealed as token from refills where tenant_id = ${tenant} and status = 'open' limit 1`,
  )
  return open(found.token)
}

/** The wallet of the end user who signs in to the demo. */
export async function buyersWallet(slug: string): Promise<string> {
  const tenant = await tenantId(slug)
  const found = await one<{ id: string }>(
    sql`select w.id from wallets w join end_users e on e.tenant_id = w.tenant_id and e.id = w.end_user_id
      where w.tenant_id = ${tenant} and e.user_id is not null limit 1`,
  )
  return found.id
}

/** A SIM of the same end user. */
export async function buyersSim(slug: string): Promise<string> {
  const tenant = await tenantId(slug)
  const found = await one<{ id: string }>(
    sql`select s.id from sims s join end_users e on e.tenant_id = s.tenant_id and e.id = s.end_user_id
      where s.tenant_id = ${tenant} and e.user_id is not null order by s.id limit 1`,
  )
  return found.id
}

/** The first row of a table that fits, by its id or another column. */
export async function firstOf(slug: string, table: string, where = 'true', column = 'id'): Promise<string> {
  const tenant = await tenantId(slug)
  const found = await one<{ value: string } | undefined>(
    sql`select ${sql.identifier(column)} as value from ${sql.identifier(table)}
      where tenant_id = ${tenant} and ${sql.raw(where)} order by 1 limit 1`,
  )
  if (!found) throw new Error(`${slug} has no ${table} where ${where}`)
  return found.value
}
