import { expect, test } from 'vitest'
import { alerts, fraudWarnings } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { sold } from '@/lib/refunds/fixtures/sold'
import type { Context } from '@/lib/tenancy/context'

const warning = { externalId: 'issfr_1', kind: 'made_with_stolen_card', isActionable: true, at: new Date() }
const refunding = { fraudPolicy: 'refund' as const, fraudRefundBelow: 1_000n, fraudCurrency: 'EUR' }

const outcomes = (ctx: Context) =>
  inTenant(ctx, async (tx) => (await tx.select().from(fraudWarnings)).map(({ outcome }) => outcome))
const alerted = (ctx: Context) => inTenant(ctx, (tx) => tx.$count(alerts))

test('a warning is kept once, and alerts staff', async () => {
  const { ctx, settle, rows } = await sold()
  for (let times = 0; times < 3; times++) await settle({ fraudWarnings: [warning] })
  expect([await outcomes(ctx), await alerted(ctx), await rows()]).toEqual([['alerted'], 1, []])
})

test('a store that wants nothing done of it only keeps it', async () => {
  const { ctx, settle } = await sold({ fraudPolicy: 'nothing' })
  await settle({ fraudWarnings: [warning] })
  expect([await outcomes(ctx), await alerted(ctx)]).toEqual([['none'], 0])
})

test('what is cheap and unused is refunded by the rule of the store, once', async () => {
  const { ctx, settle, rows, order } = await sold(refunding)
  for (let times = 0; times < 3; times++) await settle({ fraudWarnings: [warning] })
  expect(await outcomes(ctx)).toEqual(['refunded'])
  expect(await rows()).toMatchObject([{ amount: 900n, reasonCode: 'fraud', status: 'requested' }])
  expect((await order()).status).toBe('refund_pending')
})

test.each([
  ['costs as much as the limit', { fraudRefundBelow: 900n }],
  ['is in another currency', { fraudCurrency: 'USD' }],
])('what %s is not refunded, but alerts', async (_, rule) => {
  const { ctx, settle, rows } = await sold({ ...refunding, ...rule })
  await settle({ fraudWarnings: [warning] })
  expect([await outcomes(ctx), await rows()]).toEqual([['alerted'], []])
})

test('what is in use, or disputed already, is never refunded by a rule', async () => {
  const used = await sold(refunding)
  await used.use()
  await used.settle({ fraudWarnings: [warning] })
  const disputed = await sold(refunding)
  const dispute = {
    ...{
      externalId: 'du_1',
      status: 'needs_response',
      reason: 'fraudulent',
      dueBy: null,
      isRefundable: false,
    },
    ...{ amount: { amount: 900n, currency: 'EUR' as never }, at: new Date() },
  }
  await disputed.settle({ disputes: [dispute], fraudWarnings: [warning] })
  expect([await used.rows(), await disputed.rows()]).toEqual([[], []])
})

test('a warning that can no longer be acted on refunds nothing', async () => {
  const { settle, rows } = await sold(refunding)
  await settle({ fraudWarnings: [{ ...warning, isActionable: false }] })
  expect(await rows()).toEqual([])
})
