import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { installationId } from '@/lib/payments/installation'
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

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const briefly = async ({ ctx }: Opened) =>
  (await conflictsOf(ctx)).map(({ kind, object, status, amount }) => ({ kind, object, status, amount }))

/** A paid payment at the provider that was made elsewhere, with this metadata. */
const payElsewhere = ({ stripe }: Opened, metadata: Record<string, string>) =>
  stripe.paymentIntents.create({
    ...{ amount: 700, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', metadata },
    return_url: 'http://localhost/',
  })

test('what both sides hold alike is no conflict', async () => {
  const opened = await world.openShop()
  const { paymentId } = await sell(opened)
  await begin(opened)
  const { status, counts } = await compare(opened)
  expect([status, counts]).toEqual(['finished', { seen: 2, foreign: 0, mended: 0, differing: 0, unread: 0 }])
  expect(await conflictsOf(opened.ctx)).toEqual([])
  expect((await paymentOf(opened.ctx, paymentId)).comparedAt).not.toBeNull()
})

test('MS-21 payments of other software on the account are counted, and no conflict', async () => {
  const opened = await world.openShop()
  await payElsewhere(opened, {})
  const { counts } = await compare(opened)
  expect([counts, await conflictsOf(opened.ctx)]).toEqual([
    { seen: 1, foreign: 1, mended: 0, differing: 0, unread: 0 },
    [],
  ])
})

test('MS-22 another installation and another connection on the account are left alone', async () => {
  const opened = await world.openShop()
  const ours = { payment_id: newId('pay'), installation: await installationId() }
  await payElsewhere(opened, { ...ours, installation: 'another' })
  await payElsewhere(opened, { ...ours, connection_id: newId('con') })
  expect((await compare(opened)).counts.foreign).toBe(2)
  expect(await conflictsOf(opened.ctx)).toEqual([])
})

describe('what the events did not bring is taken over, and stays to be seen', () => {
  test('MS-32 a refund that was made at the provider', async () => {
    const opened = await world.openShop()
    const { externalId, orderId } = await sell(opened)
    await world.tell(`stripe/${externalId}/refund`)
    expect((await compare(opened)).counts).toMatchObject({ mended: 1, differing: 0, unread: 0 })
    expect(await briefly(opened)).toContainEqual({
      ...{ kind: 'missing_here', object: 'refund', status: 'mended', amount: -900n },
    })
    expect(await orderStatus(opened.ctx, orderId)).toBe('refunded')
  })

  test('MS-02 a payment whose webhook never came and whose buyer never returned', async () => {
    const opened = await world.openShop()
    const { externalId, orderId } = await begin(opened)
    await pay(opened.stripe, externalId)
    await compare(opened)
    expect(await briefly(opened)).toContainEqual({
      ...{ kind: 'state', object: 'payment', status: 'mended', amount: 900n },
    })
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
  })

  test('MS-26 a dispute', async () => {
    const opened = await world.openShop()
    const { externalId } = await sell(opened)
    await world.tell(`stripe/${externalId}/dispute`)
    await compare(opened)
    expect(await briefly(opened)).toMatchObject([
      { kind: 'missing_here', object: 'dispute', status: 'mended' },
    ])
  })
})

describe('what no reading can mend waits for a person', () => {
  test('MS-42 an amount that was changed at the provider, with both sides', async () => {
    const opened = await world.openShop()
    const { externalId, paymentId } = await begin(opened)
    await opened.stripe.paymentIntents.update(externalId, { amount: 1_200 })
    await pay(opened.stripe, externalId)
    expect((await compare(opened)).counts.differing).toBe(1)
    const [found] = await conflictsOf(opened.ctx)
    expect(found).toMatchObject({
      ...{ kind: 'amount', object: 'payment', status: 'open', subject: externalId, paymentId },
      ...{ amount: 1_200n, currency: 'EUR' },
      ours: { id: paymentId, amount: { amount: '900', currency: 'EUR' } },
      theirs: { id: externalId, status: 'paid', amount: { amount: '1200', currency: 'EUR' } },
    })
  })

  test('MS-42 another currency', async () => {
    const opened = await world.openShop()
    const { paymentId } = await sell(opened)
    await change(opened.ctx, paymentId, { currency: 'USD' })
    await compare(opened)
    expect(await briefly(opened)).toMatchObject([{ kind: 'currency', status: 'open' }])
  })

  test('another mode', async () => {
    const opened = await world.openShop()
    const { paymentId } = await sell(opened)
    await change(opened.ctx, paymentId, { mode: 'live' })
    await compare(opened)
    expect(await briefly(opened)).toMatchObject([{ kind: 'mode', status: 'open' }])
  })

  test('a payment that is paid with us, and was never paid there', async () => {
    const opened = await world.openShop()
    const { paymentId } = await begin(opened)
    await change(opened.ctx, paymentId, { status: 'paid', received: 900n })
    await compare(opened)
    expect(await briefly(opened)).toEqual([
      { kind: 'state', object: 'payment', status: 'open', amount: -900n },
    ])
  })

  test('MS-06 a payment of ours there that no row of ours stands for', async () => {
    const opened = await world.openShop()
    const metadata = { payment_id: newId('pay'), installation: await installationId() }
    const { id } = await payElsewhere(opened, { ...metadata, connection_id: opened.connectionId })
    await compare(opened)
    expect(await conflictsOf(opened.ctx)).toMatchObject([
      { kind: 'missing_here', object: 'payment', status: 'open', subject: id, amount: 700n, ours: null },
    ])
  })

  test('a payment of ours that the account does not have', async () => {
    const opened = await world.openShop()
    const { paymentId } = await sell(opened)
    await change(opened.ctx, paymentId, { externalId: 'pi_fake_gone' })
    await compare(opened)
    expect(await briefly(opened)).toContainEqual({
      ...{ kind: 'missing_there', object: 'payment', status: 'open', amount: -900n },
    })
  })

  test('a refund of ours that the account does not have', async () => {
    const opened = await world.openShop()
    const { paymentId } = await sell(opened)
    await inTenant(opened.ctx, (tx) =>
      tx.insert(refunds).values({
        ...{ paymentId, externalId: 're_fake_gone', status: 'succeeded', reason: 'goodwill' },
        ...{ amount: 300n, currency: 'EUR' },
      }),
    )
    await compare(opened)
    expect(await briefly(opened)).toEqual([
      { kind: 'missing_there', object: 'refund', status: 'open', amount: 300n },
    ])
  })

  test('a fee that differs from the one that was booked', async () => {
    const opened = await world.openShop()
    const { externalId } = await sellWithFee(opened, 10n)
    await world.tell(`stripe/${externalId}/payout`)
    await compare(opened)
    const found = await conflictsOf(opened.ctx)
    expect(found.filter(({ object }) => object !== 'payout')).toMatchObject([
      { kind: 'fee', object: 'charge', status: 'open', amount: -29n, ours: { amount: { amount: '10' } } },
    ])
  })
})
