import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audits, entries, lines, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { money } from '@/lib/core/money'
import { fulfilOrder } from '@/lib/orders/jobs'
import { installationId } from '@/lib/payments/installation'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makeTenant } from '@/lib/testing/make'
import { ConflictQuery, countConflicts, getConflict, listConflicts } from './conflicts'
import {
  begin,
  change,
  compare,
  conflictsOf,
  type Opened,
  openWorld,
  orderStatus,
  pay,
  paymentOf,
  sell,
  sellWithFee,
  type World,
} from './fixtures/world'
import { compareHeld, refundConflict } from './jobs'
import { recordDifference } from './record'
import { ResolveInput, resolveConflict } from './resolve'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const decide = (ctx: Context, id: string, action: string, reason = 'as agreed with the bank') =>
  resolveConflict(ctx, ResolveInput.parse({ id, action, reason }))

const onlyConflict = async ({ ctx }: Opened) => {
  const [found] = (await conflictsOf(ctx)).filter(({ status }) => status !== 'mended')
  return getConflict(ctx, found!.id)
}

const work = () => runJobs([refundConflict, settlePayment, submitRefund, fulfilOrder])

const balanceOf = async ({ ctx }: Opened, account: string) => {
  const [row] = await inTenant(ctx, (tx) =>
    tx
      .select({ sum: sql<string>`coalesce(sum(${lines.amount}), 0)` })
      .from(lines)
      .where(eq(lines.account, account)),
  )
  return BigInt(row!.sum)
}

/** What waits for a person: an amount that was changed at the provider, and paid. */
async function held() {
  const opened = await world.openShop()
  const made = await begin(opened)
  await opened.stripe.paymentIntents.update(made.externalId, { amount: 1_200 })
  await pay(opened.stripe, made.externalId)
  await compare(opened)
  return { opened, ...made, conflict: await onlyConflict(opened) }
}

/** Our row of a paid payment is gone, as after a backup that was older. */
async function forgotten() {
  const opened = await world.openShop()
  const made = await begin(opened)
  await pay(opened.stripe, made.externalId)
  await inTenant(opened.ctx, (tx) => tx.delete(payments).where(eq(payments.id, made.paymentId)))
  await compare(opened)
  return { opened, ...made, conflict: await onlyConflict(opened) }
}

describe('MS-42 money that is held', () => {
  test('goes back once, though two people decide it at once and the answer is lost', async () => {
    const { opened, externalId, paymentId, conflict } = await held()
    const { ctx, stripe, connectionId } = opened
    const colleague = await makeMember(ctx.tenantId, 'support')
    const decided = await Promise.allSettled([
      decide(ctx, conflict.id, 'refund'),
      decide(colleague, conflict.id, 'refund'),
    ])
    expect(decided.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(decided.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    })
    await world.tell('faults', {
      ...{ service: 'stripe', method: 'POST', path: '/v1/refunds', times: 2 },
      fault: 'reset',
    })
    await work()
    expect((await onlyConflict(opened)).status).toBe('refunding')
    await runJobs([refundConflict], { dueNow: true })
    expect(await onlyConflict(opened)).toMatchObject({ status: 'resolved', resolution: 'refunded' })
    const made = await stripe.refunds.list({ payment_intent: externalId })
    expect(made.data.map(({ amount }) => amount)).toEqual([1_200])
    expect(await paymentOf(ctx, paymentId)).toMatchObject({ status: 'created', received: 0n })
    const [psp, fees] = [await balanceOf(opened, `psp:${connectionId}`), await balanceOf(opened, 'fees')]
    expect([psp + fees, await balanceOf(opened, 'refunds')]).toEqual([0n, 0n])
    await compare(opened)
    expect(await onlyConflict(opened)).toMatchObject({ status: 'resolved' })
  })

  test('may be booked, once, by an entry that names the conflict', async () => {
    const { opened, conflict } = await held()
    const { ctx, connectionId } = opened
    const presses = [1, 2, 3].map(() => decide(ctx, conflict.id, 'book'))
    expect((await Promise.allSettled(presses)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const booked = await inTenant(ctx, (tx) =>
      tx
        .select()
        .from(entries)
        .where(sql`${entries.cause} like ${`${conflict.id}%`}`),
    )
    expect(booked).toHaveLength(1)
    expect(await balanceOf(opened, 'differences')).toBe(-1_200n)
    expect((await balanceOf(opened, `psp:${connectionId}`)) + (await balanceOf(opened, 'fees'))).toBe(1_200n)
    await compare(opened)
    expect((await onlyConflict(opened)).status).toBe('resolved')
  })

  test('a refund that the provider refuses opens it again, with the reason', async () => {
    const { opened, externalId, conflict } = await held()
    await world.tell(`stripe/${externalId}/dispute`)
    await decide(opened.ctx, conflict.id, 'refund')
    await work()
    expect(await getConflict(opened.ctx, conflict.id)).toMatchObject({
      status: 'open',
      reason: expect.stringContaining('The buyer disputed this payment'),
    })
  })
})

describe('MS-06 a payment that is missing here', () => {
  test('is recorded again, and its order goes on', async () => {
    const { opened, orderId, paymentId, conflict } = await forgotten()
    expect(conflict).toMatchObject({
      kind: 'missing_here',
      actions: ['adopt', 'refund', 'book', 'foreign', 'explain'],
    })
    await decide(opened.ctx, conflict.id, 'adopt')
    await work()
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
    expect(await onlyConflict(opened)).toMatchObject({ resolution: 'adopted', paymentId })
  })

  test('that does not fit its order is held once it is recorded, and says so; a conflict of its own waits', async () => {
    const opened = await world.openShop()
    const { ctx, stripe } = opened
    const { externalId, paymentId, orderId } = await begin(opened)
    await stripe.paymentIntents.update(externalId, { amount: 1_200 })
    await pay(stripe, externalId)
    await inTenant(ctx, (tx) => tx.delete(payments).where(eq(payments.id, paymentId)))
    await compare(opened)
    const { id } = await onlyConflict(opened)
    await decide(ctx, id, 'adopt')
    await work()
    await runJobs([compareHeld])
    expect(await orderStatus(ctx, orderId)).toBe('pending_payment')
    expect(await getConflict(ctx, id)).toMatchObject({
      resolution: 'adopted',
      payment: { status: 'created', mismatch: expect.stringContaining('12.00') },
    })
    expect(await conflictsOf(ctx)).toMatchObject([{ id }, { kind: 'amount', status: 'open', paymentId }])
  })

  test('is recorded once, though two people do it at once', async () => {
    const { opened, paymentId, conflict } = await forgotten()
    const presses = [1, 2].map(() => decide(opened.ctx, conflict.id, 'adopt'))
    expect((await Promise.allSettled(presses)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await paymentOf(opened.ctx, paymentId)).id).toBe(paymentId)
  })

  test('goes back at the provider when its order is not known here', async () => {
    const opened = await world.openShop()
    const metadata = {
      payment_id: newId('pay'),
      order_id: newId('ord'),
      installation: await installationId(),
    }
    const { id } = await opened.stripe.paymentIntents.create({
      ...{ amount: 700, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', metadata },
      return_url: 'http://localhost/',
    })
    await compare(opened)
    const conflict = await onlyConflict(opened)
    expect(conflict.actions).not.toContain('adopt')
    await decide(opened.ctx, conflict.id, 'refund')
    await work()
    expect((await opened.stripe.refunds.list({ payment_intent: id })).data).toHaveLength(1)
    await compare(opened)
    expect((await onlyConflict(opened)).status).toBe('resolved')
  })

  test('stays closed once it is noted as not ours, and opens when it becomes another difference', async () => {
    const { opened, externalId, conflict } = await forgotten()
    await decide(opened.ctx, conflict.id, 'foreign', 'of the old shop')
    await compare(opened)
    expect((await onlyConflict(opened)).status).toBe('resolved')
    await world.tell(`stripe/${externalId}/refund`, { amount: 300 })
    await compare(opened)
    expect(await onlyConflict(opened)).toMatchObject({ status: 'open', reopened: 1, resolution: null })
  })
})

test('a difference that is mended elsewhere closes by itself, and opens again when it returns', async () => {
  const opened = await world.openShop()
  const { paymentId } = await sell(opened)
  const { externalId } = await paymentOf(opened.ctx, paymentId)
  const statusAfter = async (set: Partial<typeof payments.$inferInsert>) => {
    await change(opened.ctx, paymentId, set)
    await compare(opened)
    const [found] = await conflictsOf(opened.ctx)
    return found && [found.status, found.reopened]
  }
  expect(await statusAfter({ externalId: 'pi_fake_gone' })).toEqual(['open', 0])
  expect(await statusAfter({ externalId })).toEqual(['mended', 0])
  expect(await statusAfter({ externalId: 'pi_fake_gone' })).toEqual(['open', 1])
})

test('reading again ends what a reading can end, and says so when it cannot', async () => {
  const opened = await world.openShop()
  const { paymentId } = await begin(opened)
  const { externalId } = await paymentOf(opened.ctx, paymentId)
  await change(opened.ctx, paymentId, { externalId: 'pi_fake_gone' })
  await compare(opened)
  const { id } = await onlyConflict(opened)
  await change(opened.ctx, paymentId, { externalId })
  await decide(opened.ctx, id, 'take_over')
  expect(await getConflict(opened.ctx, id)).toMatchObject({ status: 'resolved', resolution: 'taken_over' })
  const { opened: other, conflict } = await held()
  await expect(decide(other.ctx, conflict.id, 'take_over')).rejects.toMatchObject({ code: 'precondition' })
})

test('a payment that the account never had is given up, when nothing was received for it', async () => {
  const opened = await world.openShop()
  const { paymentId } = await begin(opened)
  await change(opened.ctx, paymentId, { externalId: 'pi_fake_gone' })
  await compare(opened)
  await decide(opened.ctx, (await onlyConflict(opened)).id, 'take_over')
  expect((await paymentOf(opened.ctx, paymentId)).status).toBe('failed')
})

test('a refund that the provider does not have is booked back', async () => {
  const opened = await world.openShop()
  const { paymentId } = await sell(opened)
  await inTenant(opened.ctx, (tx) =>
    tx.insert(refunds).values({
      ...{ paymentId, externalId: 're_fake_gone', status: 'succeeded', reason: 'goodwill' },
      ...{ amount: 300n, currency: 'EUR' },
    }),
  )
  await compare(opened)
  await decide(opened.ctx, (await onlyConflict(opened)).id, 'book')
  expect(await balanceOf(opened, 'differences')).toBe(-300n)
})

test('a fee that was higher is booked to the fees', async () => {
  const opened = await world.openShop()
  const { externalId } = await sellWithFee(opened, 10n)
  await world.tell(`stripe/${externalId}/payout`)
  await compare(opened)
  await decide(opened.ctx, (await onlyConflict(opened)).id, 'book')
  expect(await balanceOf(opened, 'fees')).toBe(39n)
})

test('a fee that rises again after it was booked is booked by what it rose', async () => {
  const opened = await world.openShop()
  const { ctx, connectionId } = opened
  const { externalId } = await sellWithFee(opened, 10n)
  await world.tell(`stripe/${externalId}/payout`)
  await compare(opened)
  await decide(ctx, (await onlyConflict(opened)).id, 'book')
  const before = await balanceOf(opened, `psp:${connectionId}`)
  const [known] = await conflictsOf(ctx)
  const read = (stake: bigint) =>
    inTenant(ctx, (tx) => {
      const about = { connectionId, paymentId: known!.paymentId }
      return recordDifference(tx, about, { ...known!, stake: money(stake, 'EUR') })
    })
  for (const [stake, fees] of [
    [-35n, 45n],
    [-20n, 30n],
  ] as const) {
    await read(stake)
    await decide(ctx, known!.id, 'book')
    expect(await balanceOf(opened, 'fees')).toBe(fees)
    expect(await balanceOf(opened, `psp:${connectionId}`)).toBe(before - fees + 39n)
  }
})

describe('who may decide', () => {
  test('nobody does what cannot help', async () => {
    const { opened, conflict } = await held()
    for (const action of ['foreign', 'adopt'])
      await expect(decide(opened.ctx, conflict.id, action)).rejects.toMatchObject({ code: 'precondition' })
    expect((await onlyConflict(opened)).status).toBe('open')
  })

  test('a decision without a reason is refused at the field', async () => {
    const { opened, conflict } = await held()
    await expect(decide(opened.ctx, conflict.id, 'explain', ' ')).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { reason: [expect.stringContaining('why')] } },
    })
  })

  test('each decision is kept with its person', async () => {
    const { opened, conflict } = await held()
    await decide(opened.ctx, conflict.id, 'explain', 'a test of the bank')
    const kept = await inTenant(opened.ctx, (tx) =>
      tx.select().from(audits).where(eq(audits.entityId, conflict.id)),
    )
    expect(kept).toMatchObject([{ action: 'conflict.explained', actorId: opened.ctx.actor.id }])
  })

  test('a viewer sees conflicts and may not decide; a stranger does not know them', async () => {
    const { opened, conflict } = await held()
    const viewer = await makeMember(opened.ctx.tenantId, 'viewer')
    expect(await countConflicts(viewer)).toBe(1)
    await expect(decide(viewer, conflict.id, 'explain')).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await makeTenant()
    await expect(getConflict(stranger, conflict.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(decide(stranger, conflict.id, 'explain')).rejects.toMatchObject({ code: 'not_found' })
    await expect(decide(stranger, conflict.id, 'take_over')).rejects.toMatchObject({ code: 'not_found' })
    expect((await listConflicts(stranger, ConflictQuery.parse({}))).rows).toEqual([])
  })
})
