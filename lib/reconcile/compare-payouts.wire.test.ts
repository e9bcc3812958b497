import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { payoutLines, payouts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { readPayoutLines } from '@/lib/payouts/jobs'
import { syncPayouts } from '@/lib/payouts/sync'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makeTenant } from '@/lib/testing/make'
import { getConflict } from './conflicts'
import { compare, conflictsOf, type Opened, openWorld, sell, type World } from './fixtures/world'
import { resolveConflict } from './resolve'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const payoutsOf = ({ ctx }: Opened) => inTenant(ctx, (tx) => tx.select().from(payouts))

const briefly = async ({ ctx }: Opened) =>
  (await conflictsOf(ctx)).map(({ kind, object, status }) => [kind, object, status])

/** A shop with a payment that its provider has paid out, known here with its lines. */
async function paidOut() {
  const opened = await world.openShop()
  const { externalId } = await sell(opened)
  await world.tell(`stripe/${externalId}/payout`)
  await world.tell('clock', { advance_s: 5 })
  await syncPayouts(opened.ctx.tenantId, opened.connectionId)
  await runJobs([readPayoutLines])
  const [payout] = await payoutsOf(opened)
  expect(payout).toMatchObject({ status: 'paid', itemizedAt: expect.any(Date) })
  return { ...opened, payout: payout!, sale: externalId }
}

test('a payout that both sides hold alike is no conflict', async () => {
  const opened = await paidOut()
  expect((await compare(opened)).status).toBe('finished')
  expect(await conflictsOf(opened.ctx)).toEqual([])
})

test('a payout of which no notice came is taken over, and stays to be seen', async () => {
  const opened = await world.openShop()
  const { externalId } = await sell(opened)
  await world.tell(`stripe/${externalId}/payout`)
  await world.tell('clock', { advance_s: 5 })
  await compare(opened)
  expect(await briefly(opened)).toEqual([['missing_here', 'payout', 'mended']])
  expect(await payoutsOf(opened)).toMatchObject([{ status: 'paid', amount: 861n }])
})

test('a payout whose failure was missed is mended', async () => {
  const opened = await paidOut()
  await world.tell(`stripe/${opened.sale}/payout_failed`)
  await compare(opened)
  expect(await briefly(opened)).toEqual([['state', 'payout', 'mended']])
  expect(await payoutsOf(opened)).toMatchObject([{ status: 'failed' }])
})

test('a payout of another amount waits for a person, and is over once both sides are alike', async () => {
  const opened = await paidOut()
  const set = (amount: bigint) =>
    inTenant(opened.ctx, (tx) => tx.update(payouts).set({ amount }).where(eq(payouts.id, opened.payout.id)))
  await set(800n)
  await compare(opened)
  expect(await conflictsOf(opened.ctx)).toMatchObject([
    {
      ...{ kind: 'amount', object: 'payout', status: 'open', subject: opened.payout.externalId },
      ours: { amount: { amount: '800' } },
      theirs: { amount: { amount: '861' } },
    },
  ])
  await set(861n)
  await compare(opened)
  expect(await briefly(opened)).toEqual([['amount', 'payout', 'mended']])
})

test('a payout that its lines do not add up to', async () => {
  const opened = await paidOut()
  await inTenant(opened.ctx, (tx) =>
    tx.update(payoutLines).set({ net: 700n }).where(eq(payoutLines.kind, 'charge')),
  )
  await compare(opened)
  expect(await conflictsOf(opened.ctx)).toMatchObject([
    { kind: 'amount', object: 'payout', status: 'open', ours: { amount: { amount: '700' } } },
  ])
})

test('a payout that the account does not have is explained by a person, and by no stranger', async () => {
  const opened = await paidOut()
  await inTenant(opened.ctx, (tx) => tx.update(payouts).set({ externalId: 'po_fake_gone' }))
  await compare(opened)
  const found = await conflictsOf(opened.ctx)
  expect(found.map(({ kind, status }) => [kind, status]).sort()).toEqual([
    ['missing_here', 'mended'],
    ['missing_there', 'open'],
  ])
  const { id } = found.find(({ status }) => status === 'open')!
  const explained = { id, action: 'explain', reason: 'Made by the bank itself' } as const
  const viewer = await makeMember(opened.ctx.tenantId, 'viewer')
  await expect(resolveConflict(viewer, explained)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(resolveConflict(await makeTenant(), explained)).rejects.toMatchObject({ code: 'not_found' })
  expect((await getConflict(opened.ctx, id)).actions).toEqual(['explain'])
  await resolveConflict(opened.ctx, explained)
  await compare(opened)
  expect((await getConflict(opened.ctx, id)).status).toBe('resolved')
})
