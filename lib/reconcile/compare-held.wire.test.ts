import { afterAll, beforeAll, expect, test } from 'vitest'
import { getOrder } from '@/lib/orders/get'
import { settle } from '@/lib/settlement/settle'
import { runJobs } from '@/lib/testing/jobs'
import { getTransaction } from '@/lib/transactions/get'
import { begin, conflictsOf, openWorld, pay, type World } from './fixtures/world'
import { compareHeld } from './jobs'
import { ResolveInput, resolveConflict } from './resolve'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a payment that is held has its conflict at once, and its pages lead there until somebody decided', async () => {
  const opened = await world.openShop()
  const { ctx, stripe } = opened
  const { orderId, paymentId, externalId } = await begin(opened)
  await stripe.paymentIntents.update(externalId, { amount: 1_200 })
  await pay(stripe, externalId)
  await settle(ctx.tenantId, paymentId)
  await runJobs([compareHeld])
  const [conflict, ...others] = await conflictsOf(ctx)
  expect(others).toEqual([])
  expect(conflict).toMatchObject({ kind: 'amount', object: 'payment', status: 'open', paymentId })
  const linked = async () => [
    (await getTransaction(ctx, paymentId, 'UTC')).payment.conflictId,
    (await getOrder(ctx, orderId)).payments[0]!.conflictId,
  ]
  expect(await linked()).toEqual([conflict!.id, conflict!.id])
  const decision = { id: conflict!.id, action: 'explain', reason: 'agreed with the buyer' }
  await resolveConflict(ctx, ResolveInput.parse(decision))
  expect(await linked()).toEqual([null, null])
})

test('one that fits has none', async () => {
  const opened = await world.openShop()
  const { paymentId, externalId } = await begin(opened)
  await pay(opened.stripe, externalId)
  await settle(opened.ctx.tenantId, paymentId)
  await runJobs([compareHeld])
  expect(await conflictsOf(opened.ctx)).toEqual([])
})
