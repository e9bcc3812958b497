import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { disputes, orders } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { checkOut } from './checkout'
import { listOrders, matching, OrderQuery } from './list'

const buyer = { ip: '192.0.2.1', agent: 'test' }

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

test('an order whose payment is disputed says so in the list', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 2 })
  const buy = () => checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), buyer)
  const [quiet, disputed] = [await buy(), await buy()]
  await inTenant(ctx, (tx) =>
    tx.insert(disputes).values({
      ...{ paymentId: disputed.paymentId, externalId: 'dp_fake', status: 'needs_response', amount: 900n },
      ...{ currency: 'EUR', reason: 'fraudulent', isRefundable: true, openedAt: new Date() },
    }),
  )
  const { rows } = await listOrders(ctx, OrderQuery.parse({}))
  const told = new Map(rows.map(({ id, isDisputed }) => [id, isDisputed]))
  expect([told.get(quiet.orderId), told.get(disputed.orderId)]).toEqual([false, true])
})
