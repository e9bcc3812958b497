import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { credentials, euros, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const everything = { everything: true }

test('a payment is open with a secret for the browser, and paid when the buyer has paid', async () => {
  const started = await world.start()
  expect(started).toMatchObject({ status: 'created', mode: 'test', charges: [], received: euros('0.00') })
  expect(started.clientSecret).toContain(started.externalId)

  await world.pay(started.externalId)
  const state = await world.gateway.fetchPayment(started.externalId)
  expect(state).toMatchObject({
    status: 'paid',
    amount: euros('19.99'),
    received: euros('19.99'),
    metadata: { payment_id: expect.stringMatching(/^pay_/) },
    charges: [{ status: 'succeeded', method: 'card', brand: 'visa', last4: '4242' }],
  })
})

test('a declined card is kept as an attempt, and the next card may pay', async () => {
  const { externalId } = await world.start()
  await world.pay(externalId, 'pm_card_chargeDeclinedInsufficientFunds')
  expect(await world.gateway.fetchPayment(externalId)).toMatchObject({
    status: 'created',
    charges: [
      {
        status: 'failed',
        declineCode: 'insufficient_funds',
        buyerMessage: expect.stringContaining('not enough money'),
      },
    ],
  })
  await world.pay(externalId, 'pm_card_chargeDeclinedStolenCard')
  expect((await world.gateway.fetchPayment(externalId)).charges).toHaveLength(2)
  await world.pay(externalId)
  const { status, charges } = await world.gateway.fetchPayment(externalId, everything)
  expect(status).toBe('paid')
  expect(charges.map((charge) => charge.status).sort()).toEqual(['failed', 'failed', 'succeeded'])
})

test('a buyer who must confirm at the bank leaves the payment waiting', async () => {
  const id = await world.paid('pm_card_threeDSecure2Required')
  expect((await world.gateway.fetchPayment(id)).status).toBe('requires_action')
})

test('fee and net come when Stripe has booked the payment', async () => {
  const id = await world.paid()
  await world.control('clock', { advance_s: 3600 })
  const [charge] = (await world.gateway.fetchPayment(id)).charges
  expect(charge!.fee!.amount).toBeGreaterThan(0n)
  expect(charge!.fee!.amount + charge!.net!.amount).toBe(1999n)
})

describe('one decision is one payment', () => {
  test('MS-44 asked twice with one key, and the answer is of now', async () => {
    const first = await world.start({ key: 'pay_twice:start:1' })
    await world.pay(first.externalId)
    const again = await world.start({ key: 'pay_twice:start:1', metadata: first.metadata })
    expect(again).toMatchObject({ externalId: first.externalId, status: 'paid' })
  })

  test('MS-43 asked again with one key and another wish: the payment that was made, never a second one', async () => {
    const wish = { key: 'pay_other:start:1', metadata: { payment_id: 'pay_other' } }
    const first = await world.start(wish)
    for (const other of [{ capture: 'manual' as const }, { amount: euros('29.99') }, { description: 'Asia' }])
      expect(await world.start({ ...wish, ...other })).toMatchObject({
        externalId: first.externalId,
        amount: euros('19.99'),
      })
    const same = []
    for await (const found of world.gateway.findPayments!(new Date(0)))
      if (found.metadata.payment_id === 'pay_other') same.push(found.externalId)
    expect(same).toEqual([first.externalId])
  })

  test('MS-43 a key that another payment has used finds nothing, and makes nothing', async () => {
    await world.start({ key: 'pay_mine:start:1', metadata: { payment_id: 'pay_mine' } })
    const other = world.start({ key: 'pay_mine:start:1', metadata: { payment_id: 'pay_theirs' } })
    await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError' })
  })

  test('when the answer is lost on the way', async () => {
    const before = (await world.requests('POST', '/v1/payment_intents')).length
    await world.fault('timeout_after_commit', '/v1/payment_intents')
    const { externalId, metadata } = await world.start({}, world.hasty)
    const calls = (await world.requests('POST', '/v1/payment_intents')).slice(before)
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    const same = []
    for await (const found of world.gateway.findPayments!(new Date(0)))
      if (found.metadata.payment_id === metadata.payment_id) same.push(found.externalId)
    expect(same).toEqual([externalId])
  })
})

describe('nobody knows what happened', () => {
  test.each([
    ['timeout', 2],
    ['reset', 2],
    ['status:500', 2],
    ['status:429', 9],
  ])('after %s, so it is asked again later', async (fault, times) => {
    await world.fault(fault, '/v1/payment_intents', times)
    await expect(world.start({}, world.hasty)).rejects.toBeInstanceOf(UpstreamError)
    await world.control('faults/clear')
  })
})

describe('canceling', () => {
  test('an open payment cancels it, and twice is as good as once', async () => {
    const { externalId } = await world.start()
    expect((await world.gateway.cancelPayment(externalId)).status).toBe('canceled')
    expect(await world.gateway.cancelPayment(externalId)).toMatchObject({
      status: 'canceled',
      canceledBecause: 'abandoned',
    })
  })

  test('MS-39 a paid payment says that it is paid', async () => {
    const id = await world.paid()
    expect((await world.gateway.cancelPayment(id)).status).toBe('paid')
  })

  test('MS-13 a confirmation that failed at the bank is not taken for money, whatever is asked for next', async () => {
    const { externalId } = await world.start({ capture: 'manual' })
    const secure = { payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.test/back' }
    const { next_action } = await world.buyer.paymentIntents.confirm(externalId, secure)
    await fetch(`${next_action!.redirect_to_url!.url}/fail`, { method: 'POST', redirect: 'manual' })
    const unpaid = { status: 'created', received: euros('0.00') }
    const asked = world.gateway.capturePayment!({ key: `${externalId}:capture:1`, externalId })
    expect(await asked).toMatchObject(unpaid)
    await expect(
      world.gateway.refund({
        ...{ key: 'ref_13:refund:1', externalId, amount: euros('1.00'), reference: 'ref_13' },
      }),
    ).rejects.toMatchObject({ code: 'unprocessable' })
    expect(await world.gateway.fetchPayment(externalId)).toMatchObject(unpaid)
    await world.pay(externalId)
    expect((await world.gateway.fetchPayment(externalId)).status).toBe('authorized')
  })

  test('MS-40 does not hide that the payment is unknown or the key is bad', async () => {
    await expect(world.gateway.cancelPayment('pi_none')).rejects.toMatchObject({ code: 'not_found' })
    const revoked = stripe.connect(credentials({ secretKey: 'sk_test_demo_revoked' }), world.endpoint)
    await expect(revoked.cancelPayment('pi_none')).rejects.toMatchObject({
      detail: { brokenConnection: true },
    })
    const readOnly = stripe.connect(credentials({ secretKey: 'rk_test_demo_ro' }), world.endpoint)
    const { externalId } = await world.start()
    await expect(readOnly.cancelPayment(externalId)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a hold on a card', () => {
  test('has a deadline, and can be captured once', async () => {
    const id = await world.paid('pm_card_visa', { capture: 'manual' })
    const held = await world.gateway.fetchPayment(id)
    expect(held.status).toBe('authorized')
    expect(held.captureBefore!.getTime()).toBeGreaterThan(Date.now())

    const capture = () => world.gateway.capturePayment!({ key: `${id}:capture:1`, externalId: id })
    expect(await capture()).toMatchObject({ status: 'paid', received: euros('19.99') })
    expect((await world.gateway.capturePayment!({ key: `${id}:capture:2`, externalId: id })).status).toBe(
      'paid',
    )
  })

  test('let go again is canceled, and is no refund', async () => {
    const id = await world.paid('pm_card_visa', { capture: 'manual' })
    expect((await world.gateway.cancelPayment(id)).status).toBe('canceled')
    expect((await world.gateway.fetchPayment(id, everything)).refunds).toEqual([])
  })
})

test('a key that may not read or write is told which right it lacks', async () => {
  const limited = stripe.connect(credentials({ secretKey: 'rk_test_demo_nopayments' }), world.endpoint)
  await expect(limited.fetchPayment('pi_none')).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('"PaymentIntents: read"'),
    detail: { permission: 'rak_payment_intent_read' },
  })
})

test('missed events can be listed, each pointing to its payment', async () => {
  const id = await world.paid()
  const types = []
  for await (const notice of world.gateway.listEvents!(new Date(0)))
    if (notice.paymentExternalId === id) types.push(notice.type)
  expect(types).toEqual(expect.arrayContaining(['payment_intent.created', 'payment_intent.succeeded']))
})
