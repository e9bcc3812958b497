import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { makeCompany, makeTenant } from '@/lib/testing/make'
import { companies } from './schema'
import { inTenant } from './tenant'

test('a statement that Postgres knows from one organization shows another only its own rows', async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()]
  const company = await makeCompany(mine)
  const seen = async (tenantId: string) => {
    const rows = await inTenant(tenantId, (tx) =>
      tx.select({ id: companies.id }).from(companies).where(sql`${companies.id} = ${company.id}`),
    )
    return rows.length
  }
  for (let round = 0; round < 8; round++)
    expect([await seen(mine.tenantId), await seen(theirs.tenantId)]).toEqual([1, 0])
})

test('a transaction in which a statement failed does not end as if all were well, though somebody caught that', async () => {
  const { tenantId } = await makeTenant()
  const work = inTenant(tenantId, async (tx) => {
    await tx.execute(sql`select 1 / 0`).catch(() => {})
  })
  await expect(work).rejects.toThrow('nothing of it was kept')
})
