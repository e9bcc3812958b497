import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { makeCompany, makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { db } from './client'
import { inTenant, type Scope } from './tenant'

async function firstPagePlan(scope: Scope): Promise<string> {
  const { rows } = await inTenant(scope, (tx) =>
    tx.execute<{ 'QUERY PLAN': string }>(sql`explain select * from sims order by id desc limit 51`),
  )
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('row security does not make the database sort a whole list to show its first page', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const { id: companyId } = await makeCompany(ctx)
  await db.execute(sql`insert into sims (tenant_id, id, iccid, iccid_body, form_factor, connection_id, company_id)
    select ${ctx.tenantId}, 'sim_' || lpad(n::text, 9, '0'), n, n, 'esim', ${connectionId}, ${companyId}
    from generate_series(1, 10000) n`)
  await db.execute(sql`analyze sims`)
  const staff = await makeMember(ctx.tenantId, 'company', companyId)
  for (const scope of [ctx, staff]) expect(await firstPagePlan(scope)).not.toMatch(/Sort/)
})
