import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { orders, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { open } from '@/lib/core/secrets'
import { makeCheckoutInput, makeConnection, makeShop, makeTenant } from '@/lib/testing/make'
import { checkOut } from './checkout'
import { mailRefunded } from './mail'

test('the mail of a refund names all that goes back, also of an order that was paid twice', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const second = await makeConnection(ctx, { kind: 'psp', provider: 'stripe', mode: 'test' })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const input = makeCheckoutInput(shop, { email: 'twice@example.test' })
  const buyer = { ip: '192.0.2.1', agent: 'test' }
  const { orderId, paymentId } = await checkOut(store, input, buyer)
  const again = await checkOut(store, { ...input, connectionId: second.id }, buyer)
  await inTenant(ctx, async (tx) => {
    await tx.update(payments).set({ status: 'paid', received: 900n })
    const back = { amount: 900n, currency: 'EUR', reason: 'test' }
    await tx.insert(refunds).values([
      { ...back, paymentId, status: 'failed' },
      { ...back, paymentId, status: 'succeeded' },
      { ...back, paymentId: again.paymentId, status: 'pending' },
    ])
    const [order] = await tx.select().from(orders).where(eq(orders.id, orderId))
    await mailRefunded(tx, order!)
  })
  const { rows } = await pool.query<{ sealed: string }>(
    "select payload -> 'input' ->> 'sealed' as sealed from graphile_worker._private_jobs where payload -> 'input' ->> 'sealed' is not null",
  )
  const letters = await Promise.all(rows.map(async ({ sealed }) => JSON.parse(await open(sealed))))
  expect(letters.find(({ to }) => to === 'twice@example.test')).toMatchObject({
    template: 'orderRefunded',
    props: { amount: '€18.00' },
  })
})
