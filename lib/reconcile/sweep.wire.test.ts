import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entries, foreignPayments, sweeps } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { deletePsp } from '@/lib/payments/manage'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makeTenant } from '@/lib/testing/make'
import {
  begin,
  change,
  compare,
  conflictsOf,
  type Opened,
  openWorld,
  orderStatus,
  pay,
  sell,
  type World,
} from './fixtures/world'
import { doSweep } from './jobs'
import { runSweep } from './run'
import { compareNow, startImport } from './start-sweep'
import { advance, beginSweep } from './sweep'
import { ForeignQuery, lastSweeps, listForeign } from './sweeps'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const elsewhere = ({ stripe }: Opened, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      stripe.paymentIntents.create({
        ...{ amount: 500 + n, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' },
        return_url: 'http://localhost/',
      }),
    ),
  )

const today = new Date().toISOString().slice(0, 10)

test('a comparison that is killed goes on where it stopped, and counts nothing twice', async () => {
  const opened = await world.openShop()
  await elsewhere(opened, 120)
  const { paymentId } = await begin(opened)
  await change(opened.ctx, paymentId, { externalId: 'pi_fake_gone' })
  const { tenantId } = opened.ctx
  const wanted = {
    ...{ kind: 'comparison', phase: 'payments', actorId: 'test' },
    ...{ connectionId: opened.connectionId, since: new Date(Date.now() - 86_400_000) },
    until: new Date(Date.now() + 60_000),
  } as const
  const { id } = await inTenant(tenantId, (tx) => beginSweep(tx, { ...wanted, kind: 'comparison' }))
  const read = async () =>
    (await inTenant(tenantId, (tx) => tx.select().from(sweeps).where(eq(sweeps.id, id))))[0]!
  // Each slice is over at once: as if the process had ended after its first batch.
  expect(await runSweep(tenantId, id, 0)).toBe(false)
  expect((await read()).counts).toMatchObject({ seen: 50 })
  // A second process begins with what the first had not finished.
  for (let slices = 0; !(await runSweep(tenantId, id, 0)); slices++) expect(slices).toBeLessThan(20)
  expect(await read()).toMatchObject({
    status: 'finished',
    counts: { seen: 121, foreign: 120, differing: 1 },
  })
})

test('of two processes that read the same batch one takes note, and the other lets the sweep go', async () => {
  const { ctx, connectionId } = await world.openShop()
  const wanted = { kind: 'comparison', phase: 'payments', actorId: 'test', connectionId } as const
  const { id } = await inTenant(ctx, (tx) =>
    beginSweep(tx, { ...wanted, since: new Date(0), until: new Date() }),
  )
  const [sweep] = await inTenant(ctx, (tx) => tx.select().from(sweeps).where(eq(sweeps.id, id)))
  const cursor = { until: new Date().toISOString(), ids: ['pi_1'] }
  const noted = await Promise.all([1, 2].map(() => advance(sweep!, { cursor }, { seen: 50 })))
  expect(noted.filter((each) => each !== null)).toMatchObject([{ counts: { seen: 50 } }])
})

test('two processes at one comparison count each payment once', async () => {
  const opened = await world.openShop()
  await elsewhere(opened, 60)
  const { paymentId } = await sell(opened)
  await change(opened.ctx, paymentId, { currency: 'USD' })
  const wanted = {
    ...{ phase: 'payments', actorId: 'test', connectionId: opened.connectionId },
    ...{ since: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 60_000) },
  }
  const { tenantId } = opened.ctx
  const [one, two] = await Promise.all(
    [1, 2].map(() => inTenant(tenantId, (tx) => beginSweep(tx, { ...wanted, kind: 'comparison' }))),
  )
  expect(one!.id).toBe(two!.id)
  await Promise.all([1, 2, 3].map(() => runSweep(tenantId, one!.id, 60_000)))
  const { comparison } = await lastSweeps(opened.ctx, opened.connectionId)
  expect(comparison).toMatchObject({ status: 'finished', counts: { seen: 61, foreign: 60 } })
  expect((await conflictsOf(opened.ctx)).filter(({ status }) => status === 'open')).toHaveLength(1)
})

test('a provider without an answer is noted, and asked again', async () => {
  const opened = await world.openShop()
  await world.tell('faults', { service: 'stripe', times: 2, fault: 'reset' })
  expect(await compare(opened)).toMatchObject({
    status: 'running',
    problem: expect.stringContaining('stripe'),
  })
  await runJobs([doSweep], { dueNow: true })
  expect((await lastSweeps(opened.ctx, opened.connectionId)).comparison).toMatchObject({
    ...{ status: 'finished', problem: null },
  })
})

test('a payment that the provider refuses to show is counted, and keeps none of the others from being compared', async () => {
  const opened = await world.openShop()
  const [refused, mended] = [await begin(opened), await begin(opened)]
  for (const { externalId } of [refused, mended]) await pay(opened.stripe, externalId)
  const path = `/v1/payment_intents/${refused.externalId}`
  await world.tell('faults', { service: 'stripe', method: 'GET', path, times: 9, fault: 'status:400' })
  const { status, counts } = await compare(opened)
  expect([status, counts]).toMatchObject(['finished', { seen: 2, mended: 1, unread: 1 }])
  expect(await orderStatus(opened.ctx, mended.orderId)).toBe('fulfilled')
  expect(await orderStatus(opened.ctx, refused.orderId)).toBe('pending_payment')
  await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
})

test('a key that may not list payments ends the comparison, and says which right it lacks', async () => {
  const opened = await world.openShop({ suffix: 'nopayments' })
  expect(await compare(opened)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('PaymentIntents: read'),
  })
})

test('MS-21 the history of other software is imported once, to be seen, and nothing is booked for it', async () => {
  const opened = await world.openShop()
  const { ctx, connectionId } = opened
  const [first] = await elsewhere(opened, 3)
  await sell(opened)
  const booked = await inTenant(ctx, (tx) => tx.$count(entries))
  await world.tell(`stripe/${first!.id}/refund`, { amount: 200 })
  for (let times = 0; times < 2; times++) {
    await startImport(ctx, { id: connectionId, since: today })
    await runJobs([doSweep])
  }
  const { history } = await lastSweeps(ctx, connectionId)
  expect(history).toMatchObject({ status: 'finished', counts: { seen: 4, foreign: 3 } })
  const { rows } = await listForeign(ctx, ForeignQuery.parse({}))
  expect(rows).toHaveLength(3)
  expect(rows.find(({ externalId }) => externalId === first!.id)).toMatchObject({
    ...{ status: 'paid', amount: { amount: 500n }, refunded: { amount: 200n }, brand: 'visa' },
  })
  expect(await inTenant(ctx, (tx) => tx.$count(entries))).toBe(booked)
})

test('imported payments are paged without a gap or a repetition', async () => {
  const opened = await world.openShop()
  await elsewhere(opened, 5)
  await startImport(opened.ctx, { id: opened.connectionId, since: today })
  await runJobs([doSweep])
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listForeign(opened.ctx, ForeignQuery.parse({ size: 2, after }))
    seen.push(...page.rows.map(({ id }) => id))
    after = page.next ?? undefined
  } while (after)
  expect([seen.length, new Set(seen).size]).toEqual([5, 5])
})

test('who may not reconcile cannot begin one, and a stranger finds neither connection nor payments', async () => {
  const opened = await world.openShop()
  const { ctx, connectionId: id } = opened
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(compareNow(viewer, { id, days: 30 })).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = await makeTenant()
  await expect(compareNow(stranger, { id, days: 30 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(startImport(stranger, { id, since: today })).rejects.toMatchObject({ code: 'not_found' })
  await elsewhere(opened, 1)
  await startImport(ctx, { id, since: today })
  await runJobs([doSweep])
  expect(await inTenant(stranger, (tx) => tx.$count(foreignPayments))).toBe(0)
})

test('MS-47 a PSP without payments of ours is deleted with what was compared and imported', async () => {
  const opened = await world.openShop()
  const { ctx, connectionId } = opened
  await elsewhere(opened, 1)
  await startImport(ctx, { id: connectionId, since: today })
  await compare(opened)
  await deletePsp(ctx, connectionId)
  expect(await inTenant(ctx, (tx) => tx.$count(foreignPayments))).toBe(0)
  expect(await inTenant(ctx, (tx) => tx.$count(sweeps))).toBe(0)
})
