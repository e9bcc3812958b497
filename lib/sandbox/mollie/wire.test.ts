import { PaymentEmbed, PaymentMethod } from '@mollie/api-client'
import { expect, test } from 'vitest'
import { openSandbox, receiver } from '../caller'
import { errorOf, key, sdk } from './with-sdk'

const euro = (value: string) => ({ currency: 'EUR', value })

const order = {
  amount: euro('9.00'),
  description: 'Greece 5 GB',
  redirectUrl: 'https://shop.test/return',
  metadata: { payment_id: 'pay_1' },
}

async function open() {
  const sandbox = await openSandbox()
  const mollie = sdk(sandbox.url, key())
  /** What a buyer's browser posts from the hosted page. */
  const press = (id: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}/mollie/checkout/${id}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    })
  const payBy = async (id: string, method: string, end = 'paid') => {
    await press(id, { method })
    return press(id, { end })
  }
  const paid = async (with_: object = {}) => {
    const { id } = await mollie.payments.create({ ...order, ...with_ })
    await payBy(id, 'ideal')
    return id
  }
  return { ...sandbox, mollie, press, payBy, paid }
}

const bodies = ({ got }: Awaited<ReturnType<typeof receiver>>) => got.map(({ body }) => body)

test('a key says its profile and mode, and a reset or foreign one is refused', async () => {
  const { url, mollie } = await open()
  expect(await mollie.profiles.getCurrent()).toMatchObject({ mode: 'test', status: 'verified' })
  const live = await sdk(url, key().replace('test_', 'live_')).profiles.getCurrent()
  expect(live).toMatchObject({ mode: 'live', id: (await mollie.profiles.getCurrent()).id })
  for (const bad of [key('revoked'), 'test_short'])
    expect(await errorOf(sdk(url, bad).methods.list())).toMatchObject({
      statusCode: 401,
      title: 'Unauthorized Request',
    })
})

test('a payment is open with a page to pay on, and paid once the buyer has paid there', async () => {
  const { url, mollie, payBy } = await open()
  const made = await mollie.payments.create(order)
  expect(made).toMatchObject({ status: 'open', amount: euro('9.00'), metadata: order.metadata, method: null })
  expect(made.getCheckoutUrl()).toBe(`${url}/mollie/checkout/${made.id}`)
  const back = await payBy(made.id, 'ideal')
  expect([back.status, back.headers.get('location')]).toEqual([303, order.redirectUrl])
  const paid = await mollie.payments.get(made.id)
  expect(paid).toMatchObject({ status: 'paid', method: 'ideal', amountRemaining: euro('9.00') })
  expect(paid.getCheckoutUrl()).toBeNull()
})

test.each([
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
  ['pending', 'pending'],
])('a card payment that ends as %s is so', async (end, status) => {
  const { mollie, payBy } = await open()
  const { id } = await mollie.payments.create(order)
  await payBy(id, 'creditcard', end)
  expect(await mollie.payments.get(id)).toMatchObject({ status })
})

test('a magic amount fails at the card with its reason', async () => {
  const { mollie, payBy } = await open()
  const { id } = await mollie.payments.create({ ...order, amount: euro('1007.00') })
  await payBy(id, 'creditcard')
  expect(await mollie.payments.get(id)).toMatchObject({
    status: 'failed',
    statusReason: { code: 'insufficient_funds' },
    details: { failureReason: 'insufficient_funds' },
  })
})

test('a bank transfer stays open for days, can be called off, and comes', async () => {
  const { mollie, payBy, tell } = await open()
  const [first, second] = [await mollie.payments.create(order), await mollie.payments.create(order)]
  for (const { id } of [first, second]) await payBy(id, 'banktransfer', 'open')
  await tell('clock', { advance_s: 3 * 86_400 })
  expect(await mollie.payments.get(first.id)).toMatchObject({ status: 'open', isCancelable: true })
  await tell(`mollie/${first.id}/settle`)
  expect((await mollie.payments.get(first.id)).status).toBe('paid')
  expect((await mollie.payments.cancel(second.id)).status).toBe('canceled')
})

test('a payment that nobody pays expires, and iDEAL cannot be called off', async () => {
  const { mollie, tell } = await open()
  const { id } = await mollie.payments.create({ ...order, method: PaymentMethod.ideal })
  expect(await errorOf(mollie.payments.cancel(id))).toMatchObject({ statusCode: 422 })
  await tell('clock', { advance_s: 15 * 60 })
  expect(await mollie.payments.get(id)).toMatchObject({ status: 'expired', expiredAt: expect.any(String) })
})

test('the webhook bears the id in a form, no signature, and comes again until it is taken', async () => {
  const { mollie, payBy, tell } = await open()
  const shop = await receiver([500])
  const { id } = await mollie.payments.create({ ...order, webhookUrl: shop.url })
  await payBy(id, 'ideal')
  await expect.poll(() => shop.got.length).toBe(1)
  expect(shop.got[0]).toMatchObject({
    body: `id=${id}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Mollie HTTP client/1.0' },
  })
  await tell('clock', { advance_s: 60 })
  await expect.poll(() => bodies(shop)).toEqual([`id=${id}`, `id=${id}`])
})

test('a refund waits, is on its way, is done, and each step but the first is told', async () => {
  const { mollie, paid, tell } = await open()
  const shop = await receiver()
  const id = await paid({ webhookUrl: shop.url })
  const made = await mollie.paymentRefunds.create({
    paymentId: id,
    amount: euro('4.00'),
    description: 'half',
    metadata: { simyard_refund: 'ref_1' },
  })
  expect(made).toMatchObject({ status: 'pending', paymentId: id, metadata: { simyard_refund: 'ref_1' } })
  expect(await mollie.payments.get(id)).toMatchObject({
    status: 'paid',
    amountRefunded: euro('4.00'),
    amountRemaining: euro('5.00'),
  })
  await tell('clock', { advance_s: 2 * 3_600 })
  expect(await mollie.paymentRefunds.get(made.id, { paymentId: id })).toMatchObject({ status: 'processing' })
  await tell('clock', { advance_s: 86_400 })
  expect(await mollie.paymentRefunds.get(made.id, { paymentId: id })).toMatchObject({ status: 'refunded' })
  await expect.poll(() => shop.got.length).toBe(3)
})

test('no more is refunded than was paid, nor the same sum twice within the hour', async () => {
  const { mollie, paid } = await open()
  const id = await paid()
  const refund = (value: string) =>
    mollie.paymentRefunds.create({ paymentId: id, amount: euro(value), description: 'back' })
  expect(await errorOf(refund('9.01'))).toMatchObject({ statusCode: 422, field: 'amount' })
  await refund('2.00')
  expect(await errorOf(refund('2.00'))).toMatchObject({ statusCode: 409 })
  expect(await errorOf(refund('7.01'))).toMatchObject({ statusCode: 422 })
})

test('a chargeback takes the money back, and may be reversed', async () => {
  const { mollie, paid, tell } = await open()
  const id = await paid()
  await tell(`mollie/${id}/chargeback`)
  const embed = [PaymentEmbed.chargebacks, PaymentEmbed.refunds]
  expect(await mollie.payments.get(id, { embed })).toMatchObject({
    status: 'paid',
    amountChargedBack: euro('9.00'),
    _embedded: { refunds: [], chargebacks: [{ amount: euro('9.00'), reversedAt: null }] },
  })
  await tell(`mollie/${id}/chargeback_reversed`)
  const [chargeback] = await mollie.paymentChargebacks.page({ paymentId: id })
  expect(chargeback!.reversedAt).toEqual(expect.any(String))
})

test('a key repeats its answer for an hour, refuses another body, and then begins anew', async () => {
  const { mollie, tell } = await open()
  const create = (description: string) =>
    mollie.payments.create({ ...order, description, idempotencyKey: 'pay_1:start:1' })
  const first = await create('one')
  expect((await create('one')).id).toBe(first.id)
  expect(await errorOf(create('two'))).toMatchObject({ statusCode: 400 })
  await tell('clock', { advance_s: 3_601 })
  expect((await create('one')).id).not.toBe(first.id)
})

test('lists come newest first and page by page to the end, each key its own', async () => {
  const { url, mollie } = await open()
  const ids: string[] = []
  for (let count = 0; count < 5; count++) ids.unshift((await mollie.payments.create(order)).id)
  const page = await mollie.payments.page({ limit: 2 })
  expect(page.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  expect(page.nextPageCursor).toBe(ids[2])
  const all: string[] = []
  for await (const { id } of mollie.payments.iterate()) all.push(id)
  expect(all).toEqual(ids)
  expect(await sdk(url, key('other')).payments.page()).toHaveLength(0)
  expect(await errorOf(sdk(url, key('other')).payments.get(ids[0]!))).toMatchObject({ statusCode: 404 })
})

test.each([
  [{ amount: euro('9') }, 'amount'],
  [{ amount: { currency: 'JPY', value: '9.00' } }, 'amount'],
  [{ amount: { currency: 'XYZ', value: '9.00' } }, 'amount'],
  [{ description: undefined }, 'description'],
  [{ redirectUrl: undefined }, 'redirectUrl'],
  [{ webhookUrl: 'shop' }, 'webhookUrl'],
])('a payment with %j is refused at its field', async (wrong, field) => {
  const { mollie } = await open()
  const error = await errorOf(mollie.payments.create({ ...order, ...wrong } as typeof order))
  expect(error).toMatchObject({ statusCode: 422, title: 'Unprocessable Entity', field })
})

test('the methods are those that take the amount', async () => {
  const { mollie } = await open()
  const yen = await mollie.methods.list({ amount: { currency: 'JPY', value: '1000' } })
  expect(yen.map(({ id }) => id)).toEqual(['creditcard'])
  expect((await mollie.methods.list()).map(({ id }) => id)).toContain('banktransfer')
})
