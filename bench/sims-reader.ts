// Fills a database with SIMs, then times queries of the list when asked: `{query, repeats}` -> milliseconds.
import { pool } from '@/db/client'
import { migrate } from '@/db/migrate'
import { env } from '@/lib/core/env'
import { listSims, SimQuery } from '@/lib/sims/list'
import { makeCompany, makeConnection, makePlan, makeTenant } from '@/lib/testing/make'

const rows = Number(process.argv[2])
const perStatement = 50_000

await migrate(env.DATABASE_URL)
const ctx = await makeTenant()
const connection = await makeConnection(ctx)
const company = await makeCompany(ctx)
const plan = await makePlan(ctx, { connectionId: connection.id })

/** SIMs as they lie in a real organization: ids in order, all statuses, half with a plan, a tenth in a company. */
async function fill(from: number, to: number): Promise<void> {
  await pool.query(
    `insert into sims (tenant_id, id, iccid, iccid_body, form_factor, status, connection_id, company_id, plan_id, imsi, msisdn, labels)
     select $1, 'sim_' || lpad(n::text, 26, '0'), '8999' || lpad((n * 7919 % 100000000000000)::text, 14, '0') || n % 10,
       '8999' || lpad((n * 7919 % 100000000000000)::text, 14, '0'), 'esim',
       (array['inventory', 'activation_ready', 'active', 'active', 'suspended', 'archived'])[n % 6 + 1], $2,
       case when n % 10 = 0 then $3 end, case when n % 2 = 0 then $4 end,
       '20201' || lpad(n::text, 10, '0'), '3069' || lpad(n::text, 8, '0'), array['lot ' || n % 100]
     from generate_series($5::bigint, $6::bigint) n`,
    [ctx.tenantId, connection.id, company.id, plan.id, from, to],
  )
}

for (let from = 1; from <= rows; from += perStatement)
  await fill(from, Math.min(rows, from + perStatement - 1))
await pool.query('vacuum analyze sims')
const { rows: some } = await pool.query<{ iccid: string }>(
  'select iccid from sims order by iccid_body limit 200',
)

const queries: Record<string, (n: number) => Record<string, string>> = {
  'first page': () => ({}),
  // As many as leave one SIM, so that both answers are equally long.
  'last digits': (n) => ({ q: some[n % some.length]!.iccid.slice(-8) }),
  'filtered page': (n) => ({ status: n % 2 ? 'suspended' : 'active', company: company.id }),
}

async function time(query: string, n: number): Promise<number> {
  const input = SimQuery.parse(queries[query]!(n))
  const startedAt = performance.now()
  const { rows: found } = await listSims(ctx, input)
  const ms = performance.now() - startedAt
  if (!found.length) throw new Error(`${query} found nothing.`)
  return ms
}

process.on('message', async ({ query, repeats }: { query: string; repeats: number }) => {
  const times: number[] = []
  for (let n = 0; n < repeats; n++) times.push(await time(query, n))
  process.send!(times)
})
process.on('disconnect', () => void pool.end())
process.send!(Object.keys(queries))
