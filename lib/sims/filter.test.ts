import { desc, eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { simLabels, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { makeCompany, makeConnection, makeMember, makeSim, makeTenant } from '@/lib/testing/make'
import { matching, SimFilter } from './filter'
import { listSims, SimQuery } from './list'

const labelled = async (ctx: Context, label: string) =>
  (await listSims(ctx, SimQuery.parse({ label }))).rows.map(({ id }) => id)

test('a SIM is found by the labels that it has now, and by no other', async () => {
  const ctx = await makeTenant()
  const relabel = (id: string, labels: string[]) =>
    inTenant(ctx, (tx) => tx.update(sims).set({ labels }).where(eq(sims.id, id)))
  const [first, second] = [await makeSim(ctx, { labels: ['fleet', 'north'] }), await makeSim(ctx)]
  expect(await labelled(ctx, 'fleet')).toEqual([first.id])
  await relabel(second.id, ['fleet'])
  expect(await labelled(ctx, 'fleet')).toEqual([second.id, first.id])
  await relabel(first.id, ['north', 'south'])
  expect([await labelled(ctx, 'fleet'), await labelled(ctx, 'south')]).toEqual([[second.id], [first.id]])
  await inTenant(ctx, (tx) => tx.delete(sims).where(eq(sims.id, first.id)))
  expect(await inTenant(ctx, (tx) => tx.$count(simLabels))).toBe(1)
})

test('a label finds nothing of another organization or another company', async () => {
  const ctx = await makeTenant()
  const [ours, theirs] = [await makeCompany(ctx), await makeCompany(ctx)]
  const sim = await makeSim(ctx, { labels: ['fleet'], companyId: ours.id })
  await makeSim(ctx, { labels: ['fleet'], companyId: theirs.id })
  expect(await labelled(await makeTenant(), 'fleet')).toEqual([])
  expect(await labelled(await makeMember(ctx.tenantId, 'company', ours.id), 'fleet')).toEqual([sim.id])
})

test.each(['rare', 'common', 'none'])(
  'the newest of many SIMs with a %s label come without reading all',
  async (label) => {
    const ctx = await makeTenant()
    const { id } = await makeConnection(ctx)
    await pool.query(
      `insert into sims (tenant_id, id, iccid, iccid_body, form_factor, connection_id, labels)
     select $1, 'sim_' || lpad(n::text, 9, '0'), n, n, 'esim', $2,
       case when n % 5000 = 0 then array['rare', 'common'] when n % 3 = 0 then array['common'] else '{}' end
     from generate_series(1, 10000) n`,
      [ctx.tenantId, id],
    )
    await pool.query('analyze sims, sim_labels')
    const { rows } = await inTenant(ctx, (tx) =>
      tx.execute<{ plan: string }>(
        sql`explain (analyze, format json) ${tx
          .select({ id: sims.id })
          .from(sims)
          .where(matching(SimFilter.parse({ label })))
          .orderBy(desc(sims.id))
          .limit(51)}`,
      ),
    )
    const removed = JSON.stringify(rows).matchAll(/"(?:Rows Removed by Filter|Actual Rows)":\s*([\d.]+)/g)
    expect(Math.max(...[...removed].map(([, count]) => Number(count)))).toBeLessThan(1_000)
  },
)
