import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { dollars, openWorld, type World } from './fixtures/wire'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

let refunds = 0
const wish = (externalId: string, text = '19.99', reference = `ref_${++refunds}`) => ({
  key: `${reference}:refund:1`,
  externalId,
  amount: dollars(text),
  reason: 'not delivered',
  reference,
})

describe('a refund of the whole', () => {
  test('of the same day is a void, and the payment stays paid with its money given back', async () => {
    const { paid, gateway, calls } = world.open()
    const { refNum } = await paid()
    const input = wish(refNum)
    const made = await gateway.refund(input)
    expect(made).toMatchObject({ status: 'succeeded', amount: dollars('19.99'), reference: input.reference })
    expect(await gateway.fetchPayment(refNum, { everything: true })).toMatchObject({
      status: 'paid',
      received: dollars('19.99'),
      refunds: [{ externalId: made.externalId, reference: input.reference }],
    })
    expect(await calls('cc:voidrefund', refNum)).toHaveLength(1)
  })

  test('after the batch is closed is a refund, under one number for ever', async () => {
    const { paid, gateway, settle } = world.open()
    const { refNum } = await paid()
    await settle()
    const made = await gateway.refund(wish(refNum))
    const { status, refunds } = await gateway.fetchPayment(refNum, { everything: true })
    expect([status, refunds.map(({ externalId }) => externalId)]).toEqual(['paid', [made.externalId]])
  })

  test.each(['same day', 'later'])(
    'MS-33 whose answer was lost is found, not made twice: %s',
    async (when) => {
      const { paid, gateway, hasty, settle } = world.open()
      const { refNum } = await paid()
      if (when === 'later') await settle()
      const input = wish(refNum)
      await world.fault('timeout_after_commit', '/cardknox/gatewayjson')
      await expect(hasty.refund(input)).rejects.toBeInstanceOf(UpstreamError)
      expect(await gateway.refund(input)).toMatchObject({ status: 'succeeded', reference: input.reference })
      expect((await gateway.fetchPayment(refNum, { everything: true })).refunds).toHaveLength(1)
    },
  )
})

describe('a refund of a part', () => {
  test('waits for the batch, and says so', async () => {
    const { paid, gateway, settle } = world.open()
    const { refNum } = await paid()
    await expect(gateway.refund(wish(refNum, '5.00'))).rejects.toThrow(/once its batch is closed/)
    await settle()
    expect(await gateway.refund(wish(refNum, '5.00'))).toMatchObject({ amount: dollars('5.00') })
  })

  test('MS-33 whose answer was lost is found, not made twice', async () => {
    const { paid, gateway, hasty, settle } = world.open()
    const { refNum } = await paid()
    await settle()
    const input = wish(refNum, '5.00')
    await world.fault('timeout_after_commit', '/cardknox/gatewayjson')
    await expect(hasty.refund(input)).rejects.toBeInstanceOf(UpstreamError)
    expect(await gateway.refund(input)).toMatchObject({ status: 'succeeded', reference: input.reference })
    expect((await gateway.fetchPayment(refNum, { everything: true })).refunds).toHaveLength(1)
  })

  test('may be followed by others up to what was paid, each under its own number', async () => {
    const { paid, gateway, settle } = world.open()
    const { refNum } = await paid()
    await settle()
    for (const text of ['5.00', '4.00', '10.99']) await gateway.refund(wish(refNum, text))
    const { refunds } = await gateway.fetchPayment(refNum, { everything: true })
    expect(refunds.map(({ amount }) => amount.amount)).toEqual([500n, 400n, 1_099n])
    await expect(gateway.refund(wish(refNum, '0.01'))).rejects.toThrow(/exceeds/)
  })

  test('that the guard against repeats refuses is not known to be made or not, and is made once its time is over', async () => {
    const { paid, gateway, settle } = world.open()
    const { refNum } = await paid()
    await settle()
    await gateway.refund(wish(refNum, '5.00'))
    const input = wish(refNum, '5.00')
    for (let n = 0; n < 2; n++) await expect(gateway.refund(input)).rejects.toBeInstanceOf(UpstreamError)
    await world.control('clock', { advance_s: 601 })
    expect(await gateway.refund(input)).toMatchObject({ status: 'succeeded', reference: input.reference })
    expect((await gateway.fetchPayment(refNum, { everything: true })).refunds).toHaveLength(2)
  })

  test('is never forced past the guard against repeats', async () => {
    const { paid, gateway, settle, calls } = world.open()
    const { refNum } = await paid()
    await settle()
    await gateway.refund(wish(refNum, '5.00'))
    for (const sent of await calls('cc:refund', refNum)) expect(sent.xAllowDuplicate).toBeUndefined()
  })
})

test('MS-32 what is given back in the portal is seen, and belongs to nobody here', async () => {
  const { paid, gateway, settle } = world.open()
  const [first, second] = [await paid(), await paid({ card: '5555555555554444' })]
  await world.control(`cardknox/${first.refNum}/void`)
  await settle()
  await world.control(`cardknox/${second.refNum}/refund`, { amount: 300 })
  expect((await gateway.fetchPayment(first.refNum, { everything: true })).refunds).toMatchObject([
    { amount: dollars('19.99'), reference: null },
  ])
  expect((await gateway.fetchPayment(second.refNum, { everything: true })).refunds).toMatchObject([
    { amount: dollars('3.00'), reference: null },
  ])
  const returned = await Array.fromAsync(gateway.findReturned(new Date(Date.now() - 60_000)))
  expect(returned.map(({ paymentExternalId }) => paymentExternalId)).toEqual([second.refNum, first.refNum])
})

test('a refund of a payment that was captured goes to what was captured', async () => {
  const { paid, gateway, settle } = world.open()
  const { refNum } = await paid({ capture: 'manual' })
  await gateway.capturePayment({ key: 'pay_1:capture:1', externalId: refNum })
  await settle()
  await gateway.refund(wish(refNum))
  expect(await gateway.fetchPayment(refNum, { everything: true })).toMatchObject({
    externalId: refNum,
    status: 'paid',
    refunds: [{ amount: dollars('19.99') }],
  })
})
