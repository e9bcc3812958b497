// A page of the statement of a wallet with a million entries over one with a thousand: figures and newest movements.
import { pool } from '@/db/client'
import { makeCompany, makeTenant } from '@/lib/testing/make'
import { openWallet } from '@/lib/wallets/open'
import { StatementQuery, statementOf } from '@/lib/wallets/statement'
import { quantile, report } from './report'

const [small, large] = [1_000, 1_000_000]
const [rounds, repeats] = [15, 20]
const ctx = await makeTenant()

/** A wallet with so many movements over a year, as the product would have left them. */
async function walletWith(count: number): Promise<string> {
  const { id: owner } = await makeCompany(ctx)
  const { id } = await openWallet(ctx, { owner, currency: 'EUR', mode: 'live' })
  await pool.query('alter table lines disable trigger user')
  for (let from = 1; from <= count; from += 100_000)
    await pool.query(
      `with made as (
         insert into entries (tenant_id, id, cause, text)
         select $1, 'ent_' || $2 || lpad(n::text, 20, '0'), 'bench:' || $2 || ':' || n, 'Refill'
         from generate_series($3::bigint, $4::bigint) n returning id)
       insert into lines (tenant_id, id, entry_id, account, amount, currency, seq, balance, refilled, spent, at)
       select $1, 'lin_' || $2 || lpad(n::text, 20, '0'), 'ent_' || $2 || lpad(n::text, 20, '0'), 'wallet:' || $2, -1, 'EUR',
         n, n, n, 0, now() - ($5::bigint - n) * (interval '365 days' / $5::bigint)
       from generate_series($3::bigint, $4::bigint) n, (select count(*) from made) all_made`,
      [ctx.tenantId, id, from, Math.min(count, from + 99_999), count],
    )
  await pool.query('alter table lines enable trigger user')
  return id
}

const [few, many] = [await walletWith(small), await walletWith(large)]
await pool.query('vacuum analyze lines, entries')

const days = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)

async function time(walletId: string, n: number): Promise<number> {
  const query = StatementQuery.parse({ since: days(40 + (n % 200)), until: days(10 + (n % 20)) })
  const startedAt = performance.now()
  const { rows, totals } = await statementOf(ctx, walletId, query, 'Europe/Athens')
  const ms = performance.now() - startedAt
  if (!rows.length || totals.refilled <= 0n) throw new Error('The statement is empty.')
  return ms
}

async function median(walletId: string): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < repeats; n++) times.push(await time(walletId, n))
  return quantile(times, 0.5)
}

const times: { few: number[]; many: number[] } = { few: [], many: [] }
for (let round = 0; round <= rounds; round++) {
  const pair = [await median(few), await median(many)] as const
  if (round === 0) continue
  times.few.push(pair[0])
  times.many.push(pair[1])
}
report(
  { bench: 'statement', value: Math.min(...times.many), unit: 'ms', limit: Math.min(...times.few) },
  { medians: [quantile(times.many, 0.5), quantile(times.few, 0.5)] },
)
await pool.end()
