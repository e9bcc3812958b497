import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { deletePsp } from './manage'

test.each([
  ['open', 'created', 'not finished'],
  ['pending', 'pending', 'not finished'],
  ['finished', 'paid', 'are kept'],
] as const)(
  'a PSP with a payment that is %s cannot be deleted, and is told why',
  async (_, status, reason) => {
    const ctx = await makeTenant()
    const shop = await makeShop(ctx)
    const { paymentId } = await checkOut(
      { tenantId: ctx.tenantId, id: shop.store.id },
      makeCheckoutInput(shop),
      { ip: '192.0.2.1', agent: 'test' },
    )
    await inTenant(ctx, (tx) => tx.update(payments).set({ status }).where(eq(payments.id, paymentId)))
    await expect(deletePsp(ctx, shop.connection.id)).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringContaining(reason),
    })
  },
)
