import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { orders } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeShop, makeTenant } from '@/lib/testing/make'
import { matching } from './list'

test('searches for the end of an id or the begin of an address stay quick among many orders', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const values = Array.from({ length: 3_000 }, (_, n) => ({
    ...{ storeId: shop.store.id, planVersionId: shop.plan.versionId, amount: 900n, currency: 'EUR' },
    ...{ mode: 'test' as const, tokenSealed: '', expiresAt: new Date() },
    ...{ tokenHash: `hash${n}`, checkoutKey: `key${n}`, email: `buyer${n}@example.test` },
  }))
  await inTenant(ctx, (tx) => tx.insert(orders).values(values))
  await pool.query('analyze orders')
  const planOf = async (q: string) => {
    const { rows } = await inTenant(ctx, (tx) =>
      tx.execute(sql`explain select ${orders.id} from ${orders} where ${matching(tx, q)}`),
    )
    return JSON.stringify(rows)
  }
  expect(await planOf('buyer77@')).toMatch(/orders_email/)
  const both = await planOf('0123abcd')
  expect([both.includes('orders_short_id'), both.includes('orders_email')]).toEqual([true, true])
})
