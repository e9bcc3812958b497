import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { euros, keyOf, openWorld, type World } from './fixtures/wire'
import { mollie } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const read = (id: string) => world.gateway.fetchPayment(id)

test('a payment is begun with a page to pay on, and says where the buyer and the webhook go', async () => {
  const started = await world.start({ key: 'pay_said:start:1' })
  expect(started).toMatchObject({
    status: 'requires_action',
    mode: 'test',
    amount: euros('19.99'),
    received: euros('0.00'),
    clientSecret: null,
    redirectUrl: `${world.url}/mollie/checkout/${started.externalId}`,
    charges: [],
  })
  const [sent] = (await world.requests('POST', '/mollie/v2/payments')).slice(-1)
  expect(sent!.headers['idempotency-key']).toBe('pay_said:start:1')
  expect(JSON.parse(sent!.body)).toMatchObject({
    amount: { currency: 'EUR', value: '19.99' },
    redirectUrl: 'https://shop.test/orders/token/return',
    webhookUrl: 'http://127.0.0.1:9/api/webhooks/payments/key',
  })
})

test('a payment that the buyer has paid is paid, with what it was paid by', async () => {
  const id = await world.paid()
  expect(await read(id)).toMatchObject({
    status: 'paid',
    received: euros('19.99'),
    metadata: { payment_id: expect.stringMatching(/^pay_/) },
    redirectUrl: null,
    charges: [{ externalId: id, status: 'succeeded', method: 'ideal' }],
  })
  expect((await read(await world.paid('creditcard'))).charges).toMatchObject([
    { method: 'card', brand: 'mastercard', last4: '6787', country: 'NL' },
  ])
})

test.each([
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
])('a payment that ends as %s is over, with nothing received', async (end, status) => {
  const { externalId } = await world.start()
  await world.pay(externalId, 'ideal', end)
  const state = await read(externalId)
  expect(state).toMatchObject({ status, received: euros('0.00'), redirectUrl: null })
  expect(state.charges.map((charge) => charge.status)).toEqual(end === 'failed' ? ['failed'] : [])
})

test('why a card failed is said to the buyer only where it can be mended', async () => {
  const failed = async (text: string) => {
    const { externalId } = await world.start({ amount: euros(text) })
    await world.pay(externalId, 'creditcard')
    return (await read(externalId)).charges[0]
  }
  expect(await failed('1007.00')).toMatchObject({
    declineCode: 'insufficient_funds',
    buyerMessage: expect.stringContaining('not enough money'),
  })
  expect(await failed('1009.00')).toMatchObject({
    declineCode: 'possible_fraud',
    buyerMessage: 'The payment did not go through.',
  })
})

test('money by bank transfer is on its way, not left undone, and may be called off', async () => {
  const [comes, ends] = [await world.start(), await world.start()]
  for (const { externalId } of [comes, ends]) await world.pay(externalId, 'banktransfer', 'open')
  expect((await read(comes.externalId)).status).toBe('pending')
  await world.control(`mollie/${comes.externalId}/settle`)
  expect((await read(comes.externalId)).status).toBe('paid')
  expect((await world.gateway.cancelPayment(ends.externalId)).status).toBe('canceled')
})

test('a payment that cannot be called off comes back as it is', async () => {
  const { externalId } = await world.start()
  expect((await world.gateway.cancelPayment(externalId)).status).toBe('requires_action')
  expect((await world.gateway.cancelPayment(await world.paid())).status).toBe('paid')
})

test('payments are found newest first until a day, with what was given back', async () => {
  const [old, id] = [await world.paid(), await world.paid()]
  await world.control(`mollie/${id}/refund`, { amount: 300 })
  const found = []
  for await (const payment of world.gateway.findPayments!(new Date(Date.now() - 60_000))) found.push(payment)
  expect(found.slice(0, 2)).toMatchObject([
    { externalId: id, refunds: [{ amount: euros('3.00') }] },
    { externalId: old, refunds: [] },
  ])
  for await (const payment of world.gateway.findPayments!(new Date(Date.now() + 90 * 86_400_000)))
    expect(payment).toBeUndefined()
})

test('MS-36 yen go out and come back without decimals', async () => {
  const yen = { amount: 1_000n, currency: euros('1').currency }
  const amount = { ...yen, currency: 'JPY' as typeof yen.currency }
  expect((await world.start({ amount })).amount).toEqual(amount)
})

describe('when the answer is lost', () => {
  test('the same key finds the payment that was made', async () => {
    const key = 'pay_lost:start:1'
    const metadata = { payment_id: 'pay_lost' }
    await world.fault('timeout_after_commit', '/mollie/v2/payments')
    await expect(world.start({ key, metadata }, world.hasty)).rejects.toBeInstanceOf(UpstreamError)
    const { externalId } = await world.start({ key, metadata })
    const found: string[] = []
    for await (const payment of world.gateway.findPayments!(new Date(0)))
      if (payment.metadata.payment_id === 'pay_lost') found.push(payment.externalId)
    expect(found).toEqual([externalId])
  })

  test.each(['timeout', 'reset', 'status:429'])('%s leaves it open what happened', async (fault) => {
    await world.fault(fault, '/mollie/v2/payments', 9)
    await expect(world.start({}, world.hasty)).rejects.toBeInstanceOf(UpstreamError)
    await world.control('faults/clear')
  })

  test('MS-43 the same key with another wish gives the payment that was made, and makes none', async () => {
    const wish = { key: 'pay_other:start:1', metadata: { payment_id: 'pay_other' } }
    const first = await world.start(wish)
    for (const other of [{ description: 'Asia 5 GB' }, { amount: euros('29.99') }])
      expect(await world.start({ ...wish, ...other })).toMatchObject({
        externalId: first.externalId,
        amount: euros('19.99'),
        redirectUrl: first.redirectUrl,
      })
    const theirs = world.start({ ...wish, metadata: { payment_id: 'pay_theirs' } })
    await expect(theirs).rejects.toMatchObject({ code: 'unprocessable' })
  })

  test('MS-50 too many requests are asked again a little later, with the same key', async () => {
    await world.fault('status:429', '/mollie/v2/payments', 2)
    const before = (await world.requests('POST', '/mollie/v2/payments')).length
    expect((await world.start()).status).toBe('requires_action')
    const calls = (await world.requests('POST', '/mollie/v2/payments')).slice(before)
    expect(calls).toHaveLength(3)
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })
})

test('a reset key breaks the connection, and a payment of another profile is not found', async () => {
  const revoked = mollie.connect({ apiKey: keyOf('revoked') }, world.endpoint)
  const id = await world.paid()
  await expect(revoked.fetchPayment(id)).rejects.toMatchObject({
    code: 'precondition',
    detail: { brokenConnection: true },
  })
  const other = mollie.connect({ apiKey: keyOf('other') }, world.endpoint)
  await expect(other.fetchPayment(id)).rejects.toMatchObject({ code: 'not_found' })
})

describe('a refund', () => {
  const wish = (externalId: string, number: number, text = '5.00') => ({
    key: `ref_${number}:refund:1`,
    externalId,
    amount: euros(text),
    reason: 'not delivered',
    reference: `ref_${number}`,
  })

  test('is on its way, then done, and bears our reference', async () => {
    const id = await world.paid()
    expect(await world.gateway.refund(wish(id, 1))).toMatchObject({
      status: 'pending',
      amount: euros('5.00'),
      reference: 'ref_1',
      reason: 'not delivered',
    })
    await world.control(`mollie/${id}/refund_done`)
    expect(await read(id)).toMatchObject({ status: 'paid', refunds: [{ status: 'succeeded' }] })
  })

  test('MS-33 whose answer was lost is found by our reference, also after the hour of its key', async () => {
    const id = await world.paid()
    await world.fault('timeout_after_commit', `/mollie/v2/payments/${id}/refunds`)
    const lost = mollie.connect({ apiKey: keyOf() }, { ...world.endpoint, limitMs: 1_000 })
    await expect(lost.refund(wish(id, 2))).rejects.toBeInstanceOf(UpstreamError)
    await world.control('clock', { advance_s: 3_700 })
    await world.gateway.refund(wish(id, 2))
    expect((await read(id)).refunds).toHaveLength(1)
  })

  test('of the same amount within the hour is refused in words, not made twice', async () => {
    const id = await world.paid()
    await world.gateway.refund(wish(id, 3))
    await expect(world.gateway.refund(wish(id, 4))).rejects.toThrow(/within the hour/)
    expect((await read(id)).refunds).toHaveLength(1)
  })

  test('that fails says so, and one made in the dashboard has no reference', async () => {
    const id = await world.paid()
    await world.control(`mollie/${id}/refund`, { amount: 300 })
    await world.control(`mollie/${id}/refund_failed`)
    expect((await read(id)).refunds).toMatchObject([
      { status: 'failed', reference: null, amount: euros('3.00'), failureReason: expect.any(String) },
    ])
  })
})

test('MS-34 a chargeback leaves the payment paid and is lost until the bank gives it back', async () => {
  const id = await world.paid()
  await world.control(`mollie/${id}/chargeback`)
  expect(await read(id)).toMatchObject({
    status: 'paid',
    disputes: [{ status: 'lost', amount: euros('19.99') }],
  })
  await world.control(`mollie/${id}/chargeback_reversed`)
  expect((await read(id)).disputes).toMatchObject([{ status: 'won' }])
})

describe('a notice', () => {
  const notice = (body: string) => world.gateway.readNotice({ headers: new Headers(), body }, [])

  test('points to a payment, each arrival by itself', async () => {
    const [first, second] = [await notice('id=tr_abc123'), await notice('id=tr_abc123')]
    expect(first).toMatchObject({ type: 'payment', paymentExternalId: 'tr_abc123', mode: 'test' })
    expect(second.id).not.toBe(first.id)
  })

  test.each(['', 'id=', 'id=../../etc', '{"id":"tr_abc"}', `id=tr_${'a'.repeat(80)}`])(
    '%j is none',
    async (body) => {
      expect(() => notice(body)).toThrow(/form with the id/)
    },
  )
})

describe('connecting', () => {
  test('tells whose key it is, what it may read, and how buyers can pay', async () => {
    const check = await mollie.check({ apiKey: keyOf() }, world.endpoint)
    expect(check).toMatchObject({
      accountId: expect.stringMatching(/^pfl_/),
      mode: 'test',
      chargesEnabled: true,
      methods: ['iDEAL', 'Card', 'Bancontact', 'Bank transfer'],
      warnings: [],
    })
    expect(check.capabilities.every(({ isAllowed }) => isAllowed)).toBe(true)
  })

  test.each([
    ['access_fake', /organization access token/],
    ['test_short', /not a whole Mollie API key/],
    ['sk_test_demo_fake', /not a whole Mollie API key/],
  ])('the key %s is refused before any call', (apiKey, sentence) => {
    expect(() => mollie.modeOf({ apiKey })).toThrow(sentence)
  })

  test('a live profile that is not verified is warned of', async () => {
    const apiKey = keyOf('unverified').replace('test_', 'live_')
    const check = await mollie.check({ apiKey }, world.endpoint)
    expect(check).toMatchObject({
      chargesEnabled: false,
      warnings: [expect.stringContaining('not verified')],
    })
  })

  test('a price in a currency that Mollie does not take offers no way to pay', () => {
    const price = { amount: 1_500n, currency: 'KWD' as ReturnType<typeof euros>['currency'] }
    expect(() => mollie.wayToPay({ apiKey: keyOf() }, price)).toThrow(/cannot take KWD/)
  })
})
