import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { credentialsOf, euros, openWorld, type World } from './fixtures/wire'
import { paypalNvp } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const read = (id: string, options = {}) => world.gateway.fetchPayment(id, options)

/** All transactions of the account: what money has moved. */
async function made(paymentId: string) {
  const found = []
  for await (const payment of world.gateway.findPayments(new Date(Date.now() - 60_000)))
    if (payment.metadata.payment_id === paymentId) found.push(payment)
  return found
}

test('a payment is begun with a token and the page to approve it on, and nothing is taken', async () => {
  const started = await world.start()
  expect(started).toMatchObject({
    externalId: expect.stringMatching(/^EC-\w{17}$/),
    status: 'requires_action',
    awaitsCompletion: false,
    mode: 'test',
    amount: euros('19.99'),
    received: euros('0.00'),
    redirectUrl: `${world.url}/paypal/cgi-bin/webscr?cmd=_express-checkout&useraction=commit&token=${started.externalId}`,
    charges: [],
  })
  const [sent] = (await world.calls('SetExpressCheckout')).slice(-1)
  expect(sent).toMatchObject({
    PAYMENTREQUEST_0_AMT: '19.99',
    PAYMENTREQUEST_0_CURRENCYCODE: 'EUR',
    PAYMENTREQUEST_0_PAYMENTACTION: 'Sale',
    PAYMENTREQUEST_0_INVNUM: started.metadata.payment_id,
    RETURNURL: 'https://shop.test/orders/token/return',
    NOSHIPPING: '1',
    PWD: '***',
    SIGNATURE: '***',
  })
})

test('a checkout that the buyer approved waits for us to take the money', async () => {
  const { externalId: token, redirectUrl } = await world.start()
  expect(await read(token)).toMatchObject({ status: 'requires_action', awaitsCompletion: false })
  const back = await world.approve(redirectUrl!)
  expect(back.headers.get('location')).toMatch(
    new RegExp(`^https://shop.test/orders/token/return\\?token=${token}&PayerID=\\w{13}$`),
  )
  expect(await read(token)).toMatchObject({ status: 'requires_action', awaitsCompletion: true })
})

test('completed, it is paid with our amount, under the name of its transaction, with its fee', async () => {
  const { externalId: token, redirectUrl, metadata } = await world.start()
  await world.approve(redirectUrl!)
  const paid = await world.complete(token)
  expect(paid).toMatchObject({
    externalId: expect.stringMatching(/^[A-Z0-9]{17}$/),
    formerExternalId: token,
    status: 'paid',
    received: euros('19.99'),
    redirectUrl: null,
    metadata,
    charges: [{ status: 'succeeded', method: 'paypal', fee: euros('1.05'), net: euros('18.94') }],
  })
  expect(await read(paid.externalId)).toEqual({ ...paid, charges: [{ ...paid.charges[0], country: 'DE' }] })
  expect(await read(token)).toMatchObject({
    externalId: paid.externalId,
    formerExternalId: token,
    status: 'paid',
  })
})

test('MS-56 a completion that timed out is repeated under the same message id, and charges once', async () => {
  const { externalId: token, redirectUrl, metadata } = await world.start()
  await world.approve(redirectUrl!)
  await world.fault('timeout_after_commit', 'DoExpressCheckoutPayment')
  await expect(world.complete(token, '19.99', `${token}:complete:1`, world.hasty)).rejects.toBeInstanceOf(
    UpstreamError,
  )
  const paid = await world.complete(token, '19.99', `${token}:complete:1`)
  expect(paid).toMatchObject({ status: 'paid', formerExternalId: token })
  expect((await made(metadata.payment_id!)).map(({ externalId }) => externalId)).toEqual([paid.externalId])
})

test('MS-56 a completion under another key finds the payment that was made, and charges no second time', async () => {
  const { externalId: token, redirectUrl, metadata } = await world.start()
  await world.approve(redirectUrl!)
  const [first, second] = await Promise.all([
    world.complete(token, '19.99', `${token}:complete:1`),
    world.complete(token, '19.99', `${token}:complete:2`),
  ])
  expect(second.externalId).toBe(first.externalId)
  expect(await made(metadata.payment_id!)).toHaveLength(1)
})

test('two checkouts of one payment are paid once: the invoice number is used up', async () => {
  const metadata = { payment_id: 'pay_twice', installation: 'inst_fake' }
  const [one, two] = [await world.start({ metadata }), await world.start({ metadata })]
  for (const { redirectUrl } of [one, two]) await world.approve(redirectUrl!)
  const paid = await world.complete(one.externalId)
  expect(await world.complete(two.externalId)).toMatchObject({
    externalId: paid.externalId,
    formerExternalId: two.externalId,
    status: 'paid',
  })
  expect(await made('pay_twice')).toHaveLength(1)
})

test.each(['timeout', 'reset', 'status:500'])('%s leaves it open what happened', async (fault) => {
  await world.fault(fault, 'SetExpressCheckout')
  await expect(world.start({}, world.hasty)).rejects.toBeInstanceOf(UpstreamError)
})

test('MS-50 too many requests are asked again a little later, and the money is taken once', async () => {
  const metadata = { payment_id: 'pay_busy' }
  const { externalId: token, redirectUrl } = await world.start({ metadata })
  await world.approve(redirectUrl!)
  const before = (await world.calls('DoExpressCheckoutPayment')).length
  await world.fault('status:429', 'DoExpressCheckoutPayment', 2)
  expect((await world.complete(token)).status).toBe('paid')
  expect(await world.calls('DoExpressCheckoutPayment')).toHaveLength(before + 3)
  expect(await made('pay_busy')).toHaveLength(1)
})

test('what the buyer did not approve is not taken, nor another amount than was approved', async () => {
  const { externalId: token, redirectUrl, metadata } = await world.start()
  expect(await world.complete(token)).toMatchObject({ status: 'requires_action', charges: [] })
  await world.approve(redirectUrl!)
  await expect(world.complete(token, '1.00')).rejects.toMatchObject({ code: 'unprocessable' })
  expect(await made(metadata.payment_id!)).toEqual([])
})

test('a refused card sends the buyer back to the same page, and only his return is a new attempt', async () => {
  const { externalId: token, redirectUrl, metadata } = await world.start()
  await world.approve(redirectUrl!, 'refused')
  const refused = await world.complete(token, '19.99', `${token}:complete:1`)
  expect(refused).toMatchObject({
    externalId: token,
    status: 'requires_action',
    redirectUrl,
    charges: [
      { externalId: `${token}:1`, status: 'failed', declineCode: '10486', buyerMessage: expect.any(String) },
    ],
  })
  expect(await read(token)).toMatchObject({ awaitsCompletion: false, redirectUrl })
  await world.approve(redirectUrl!)
  expect(await read(token)).toMatchObject({ awaitsCompletion: false })
  expect(await read(token, { hasReturned: true })).toMatchObject({ awaitsCompletion: true })
  expect(await world.complete(token, '19.99', `${token}:complete:2`)).toMatchObject({ status: 'paid' })
  expect(await made(metadata.payment_id!)).toHaveLength(1)
})

test('MS-54 an eCheck is pending, with nothing received, until its money comes or not', async () => {
  const [comes, fails] = [await world.paid('echeck'), await world.paid('echeck')]
  expect(comes).toMatchObject({
    status: 'pending',
    received: euros('0.00'),
    charges: [{ status: 'pending', method: 'echeck', fee: null }],
  })
  await world.control(`paypal/${comes.externalId}/settle`)
  expect(await read(comes.externalId)).toMatchObject({ status: 'paid', received: euros('19.99') })
  await world.control(`paypal/${fails.externalId}/fail`)
  expect(await read(fails.externalId)).toMatchObject({
    status: 'failed',
    received: euros('0.00'),
    charges: [{ status: 'failed' }],
  })
})

describe('a checkout that nobody has paid', () => {
  test('is over after three hours', async () => {
    const other = await openWorld()
    const { externalId: token, amount, metadata } = await other.start()
    await other.control('clock', { advance_s: 3 * 3_600 })
    const options = { asked: amount, reference: metadata.payment_id }
    expect(await other.gateway.fetchPayment(token, options)).toMatchObject({
      externalId: token,
      status: 'expired',
      amount,
      metadata: { payment_id: metadata.payment_id },
    })
    await other.close()
  })

  test('but was, while we were away, is found by its number', async () => {
    const other = await openWorld()
    const { externalId: token, amount, metadata, redirectUrl } = await other.start()
    await other.approve(redirectUrl!)
    const { externalId } = await other.complete(token)
    await other.control('clock', { advance_s: 3 * 3_600 })
    const options = { asked: amount, reference: metadata.payment_id }
    expect(await other.gateway.fetchPayment(token, options)).toMatchObject({
      externalId,
      formerExternalId: token,
      status: 'paid',
    })
    await other.close()
  })

  test('can be called off, and one that was paid comes back paid', async () => {
    const { externalId: token, redirectUrl } = await world.start()
    await world.approve(redirectUrl!)
    expect(await world.gateway.cancelPayment(token)).toMatchObject({
      status: 'canceled',
      awaitsCompletion: false,
    })
    const paid = await world.complete(token)
    expect(await world.gateway.cancelPayment(token)).toMatchObject({
      status: 'paid',
      externalId: paid.externalId,
    })
  })
})

describe('a payment that is only held', () => {
  const held = () => world.paid('instant', { capture: 'manual' })

  test('is authorized until a day that is known, captured whole or in part, and then named by its capture', async () => {
    const hold = await held()
    expect(hold).toMatchObject({
      status: 'authorized',
      received: euros('0.00'),
      captureBefore: expect.any(Date),
    })
    const input = { key: `${hold.externalId}:capture:1`, externalId: hold.externalId, amount: euros('10.00') }
    const taken = await world.gateway.capturePayment(input)
    expect(taken).toMatchObject({
      formerExternalId: hold.externalId,
      status: 'paid',
      received: euros('10.00'),
      metadata: hold.metadata,
    })
    expect(taken.externalId).not.toBe(hold.externalId)
    const again = [input, { ...input, key: 'another' }, { ...input, externalId: taken.externalId }]
    for (const each of again)
      expect(await world.gateway.capturePayment(each)).toMatchObject({ externalId: taken.externalId })
    expect(await read(hold.externalId)).toEqual(taken)
    expect((await made(hold.metadata.payment_id!)).map(({ externalId }) => externalId)).toEqual([
      taken.externalId,
    ])
  })

  test('is let go, once and for all', async () => {
    const { externalId } = await held()
    for (let times = 0; times < 2; times++)
      expect(await world.gateway.cancelPayment(externalId)).toMatchObject({ status: 'canceled' })
    const input = { key: `${externalId}:capture:1`, externalId, amount: euros('19.99') }
    expect(await world.gateway.capturePayment(input)).toMatchObject({ status: 'canceled' })
  })
})

test.each([
  ['JPY', 1_000n, '1000'],
  ['HUF', 100_000n, '1000'],
  ['TWD', 10_000n, '100'],
])('MS-36 %s goes out and comes back without decimals', async (code, amount, text) => {
  const wanted = { amount, currency: code as ReturnType<typeof euros>['currency'] }
  const paid = await world.paid('instant', { amount: wanted })
  expect(paid).toMatchObject({ status: 'paid', amount: wanted, received: wanted })
  const [sent] = (await world.calls('DoExpressCheckoutPayment')).slice(-1)
  expect(sent).toMatchObject({ PAYMENTREQUEST_0_AMT: text, PAYMENTREQUEST_0_CURRENCYCODE: code })
  expect(await read(paid.externalId)).toMatchObject({ received: wanted })
})

test('credentials that were changed break the connection, and a payment of another account is not found', async () => {
  const { externalId } = await world.paid()
  const other = paypalNvp.connect(credentialsOf('other'), world.endpoint)
  await expect(other.fetchPayment(externalId)).rejects.toMatchObject({ code: 'not_found' })
  const changed = paypalNvp.connect({ ...credentialsOf(), password: 'FAKEOLDPASSWORD1' }, world.endpoint)
  await expect(changed.fetchPayment(externalId)).rejects.toMatchObject({
    code: 'precondition',
    detail: { brokenConnection: true, paypalCode: 10002 },
  })
})

test('payments are found newest first, also where there are more than PayPal gives at once', async () => {
  const other = await openWorld()
  const ids: string[] = []
  for (let count = 0; count < 4; count++) {
    ids.unshift((await other.paid()).externalId)
    // Each payment with its refunds in a second of its own, a hundred rows and more in all.
    for (let each = 0; each < 30; each++) await other.control(`paypal/${ids[0]}/refund`, { amount: 1 })
    await other.control('clock', { advance_s: 10 })
  }
  const found = []
  for await (const each of other.gateway.findPayments(
    new Date(Date.now() - 60_000),
    new Date(Date.now() + 60_000),
  ))
    found.push(each)
  expect(found.map(({ externalId }) => externalId)).toEqual(ids)
  expect(found[0]!.refunds).toHaveLength(30)
  for await (const each of other.gateway.findPayments(
    new Date(Date.now() + 86_400_000),
    new Date(Date.now() + 90_000_000),
  ))
    expect(each).toBeUndefined()
  await other.close()
})
