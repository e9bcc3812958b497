import { afterAll, beforeAll, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { euros, openWorld, type World } from './fixtures/wire'

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
  await expect(world.complete(token, '19.99', 'k:complete:1', world.hasty)).rejects.toBeInstanceOf(
    UpstreamError,
  )
  const paid = await world.complete(token, '19.99', 'k:complete:1')
  expect(paid).toMatchObject({ status: 'paid', formerExternalId: token })
  expect((await made(metadata.payment_id!)).map(({ externalId }) => externalId)).toEqual([paid.externalId])
})
