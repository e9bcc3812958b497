import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { openRefillWorld, type RefillWorld, refillJobs } from '@/lib/testing/refill-shop'
import { refreshById } from '@/lib/usage/refresh'
import { cancelAtSupplier } from './jobs'
import { requestRefund } from './request'

const GB = 1_000_000_000n
const jobs = [...refillJobs, cancelAtSupplier]
let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

const wish = (paymentId: string, with_: object = {}) => ({
  ...{ paymentId, amount: '4.50', refundable: '450', code: 'plans_changed' as const, reason: 'A test' },
  ...with_,
})

test('an unused refill is taken back at the supplier alone, and the eSIM with its plan stays', async () => {
  const { ctx, wish: add, pay, until, simOf, orderOf, esim, states } = await world.openShop()
  const made = await add()
  await pay(made)
  await until(made.orderId, 'fulfilled')
  expect((await simOf()).dataLeft).toBe(2n * GB)
  await refreshById(ctx.tenantId, (await simOf()).id)
  await requestRefund(ctx, wish(made.paymentId, { takeBack: 'on' }))
  await until(made.orderId, 'refunded', jobs)
  const [refund] = await inTenant(ctx.tenantId, (tx) => tx.select().from(refunds))
  const revoked = (await states()).filter((state) => state === 'revoked')
  expect([refund!.supplier, revoked.length]).toEqual(['canceled', 1])
  const sim = await simOf()
  expect([sim.status, sim.dataLeft, (await orderOf(esim.orderId)).status]).toEqual([
    'activation_ready',
    GB,
    'fulfilled',
  ])
  await refreshById(ctx.tenantId, sim.id)
  expect((await simOf()).dataLeft).toBe(GB)
  const lines = await inTenant(ctx.tenantId, (tx) => tx.select().from(assignments).orderBy(assignments.id))
  expect(lines.map(({ orderId, status }) => [orderId, status])).toEqual([
    [esim.orderId, 'ready'],
    [made.orderId, 'revoked'],
  ])
})

test('a refill in use is refused, unless a person decides otherwise', async () => {
  const { ctx, wish: add, pay, until, use, simOf } = await world.openShop()
  const made = await add()
  await pay(made)
  await until(made.orderId, 'fulfilled')
  await use(1_200_000_000n)
  await refreshById(ctx.tenantId, (await simOf()).id)
  await expect(requestRefund(ctx, wish(made.paymentId))).rejects.toMatchObject({
    message: expect.stringContaining('The added data is in use'),
  })
  await expect(requestRefund(ctx, wish(made.paymentId, { override: 'on' }))).resolves.toMatchObject({
    amount: 450n,
  })
})

test('what is taken back of the eSIM is its own plan, not the data that was added', async () => {
  const { ctx, wish: add, pay, until, onSim, esim, provisionOf } = await world.openShop()
  const made = await add()
  await pay(made)
  await until(made.orderId, 'fulfilled')
  await requestRefund(ctx, wish(esim.paymentId, { amount: '9.00', refundable: '900', takeBack: 'on' }))
  // The money follows what the supplier says, which may be asked more than once.
  await until(esim.orderId, 'refunded', jobs)
  const revoked = (await onSim()).filter(({ bundleState }) => bundleState === 'revoked')
  const { externalOrderId } = await provisionOf(esim.orderId)
  expect(revoked.map((each) => each.assignmentReference.startsWith(externalOrderId!))).toEqual([true])
})
