import { afterAll, beforeAll, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import type { StartSetup } from '../../gateway'
import type { SavedMethod } from '../../states'
import { euros, keyOf, openWorld, type World } from './fixtures/wire'
import { mollie } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

let serial = 0
const wish = (with_: Partial<StartSetup> = {}): StartSetup => ({
  key: `pmt_${++serial}:setup:1`,
  customerExternalId: null,
  email: 'owner@example.test',
  name: 'Acme',
  metadata: { method_id: `pmt_${serial}` },
  returnUrl: 'https://shop.test/added',
  currency: 'EUR',
  ...with_,
})

async function keep(): Promise<SavedMethod> {
  const { externalId } = await world.gateway.startSetup(wish())
  await world.pay(externalId, 'creditcard')
  return (await world.gateway.fetchSetup(externalId)).method!
}

const charge = (
  method: SavedMethod,
  key = `pay_saved${++serial}:charge:1`,
  text = '25.00',
  via = world.gateway,
) =>
  via.chargeSaved({
    key,
    method,
    amount: euros(text),
    email: null,
    description: 'Wallet refill',
    metadata: { payment_id: key.split(':')[0]! },
  })

/** What the tester picks at `changePaymentState`. */
const end = (id: string, how: string) =>
  fetch(`${world.url}/mollie/checkout/${id}`, { method: 'POST', body: new URLSearchParams({ end: how }) })

test('a card is kept on the page of Mollie without paying', async () => {
  const setup = await world.gateway.startSetup(wish())
  expect(setup).toMatchObject({
    status: 'requires_action',
    clientSecret: null,
    redirectUrl: `${world.url}/mollie/checkout/${setup.externalId}`,
    customerExternalId: expect.stringMatching(/^cst_/),
    method: null,
  })
  await world.pay(setup.externalId, 'creditcard')
  expect(await world.gateway.fetchSetup(setup.externalId)).toMatchObject({
    status: 'succeeded',
    metadata: { method_id: expect.stringMatching(/^pmt_/) },
    method: {
      externalId: expect.stringMatching(/^mdt_/),
      customerExternalId: setup.customerExternalId,
      kind: 'card',
      brand: 'mastercard',
      last4: '6787',
      expMonth: 12,
      fingerprint: expect.any(String),
    },
  })
})

test.each([
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['expired', 'canceled'],
])('a page that ends as %s keeps nothing', async (how, status) => {
  const { externalId } = await world.gateway.startSetup(wish())
  await world.pay(externalId, 'creditcard', how)
  expect(await world.gateway.fetchSetup(externalId)).toMatchObject({ status, method: null })
})

test('a kept card is charged without its owner, and is on its way until Mollie knows', async () => {
  const state = await charge(await keep())
  expect(state).toMatchObject({ status: 'pending', redirectUrl: null, clientSecret: null })
  await end(state.externalId, 'paid')
  expect(await world.gateway.fetchPayment(state.externalId)).toMatchObject({
    status: 'paid',
    received: euros('25.00'),
    charges: [{ status: 'succeeded', last4: '6787' }],
  })
})

test.each([
  ['1007.00', 'insufficient_funds', false],
  ['1004.00', 'card_expired', true],
])('a charge of %s is declined for %s', async (text, declineCode, isHopeless) => {
  const { externalId } = await charge(await keep(), undefined, text)
  await end(externalId, 'paid')
  expect(await world.gateway.fetchPayment(externalId)).toMatchObject({
    status: 'failed',
    charges: [{ status: 'failed', declineCode, isHopeless }],
  })
})

test('an answer that got lost charges nobody twice', async () => {
  const method = await keep()
  await world.fault('timeout_after_commit', '/mollie/v2/payments')
  const lost = charge(method, 'pay_gone:charge:1', '25.00', { ...world.gateway, ...world.hasty })
  await expect(lost).rejects.toBeInstanceOf(UpstreamError)
  const state = await charge(method, 'pay_gone:charge:1')
  const found = []
  for await (const each of world.gateway.findPayments(new Date(0)))
    if (each.metadata.payment_id === 'pay_gone') found.push(each.externalId)
  expect(found).toEqual([state.externalId])
})

test('a removed card is gone, and removing it twice is as good as once', async () => {
  const method = await keep()
  await world.gateway.removeMethod(method)
  await world.gateway.removeMethod(method)
  expect(await world.gateway.fetchMethod(method)).toBeNull()
  await expect(charge(method)).rejects.toMatchObject({ code: 'unprocessable' })
})

test('MS-45 the customer and the card of another profile are not found', async () => {
  const method = await keep()
  const other = mollie.connect({ apiKey: keyOf('elsewhere') }, world.endpoint)
  expect(await other.fetchMethod(method)).toBeNull()
  await other.removeMethod(method)
  const { customerExternalId } = method
  await expect(other.startSetup(wish({ customerExternalId }))).rejects.toMatchObject({ code: 'not_found' })
})

test('a payment that keeps its card says which, once it is paid', async () => {
  const { externalId } = await world.start({ save: { customerExternalId: null, name: 'Acme' } })
  expect((await world.gateway.fetchPayment(externalId)).savedMethod).toBeUndefined()
  await world.pay(externalId, 'creditcard')
  const { savedMethod } = await world.gateway.fetchPayment(externalId)
  expect(savedMethod).toMatchObject({ kind: 'card', last4: '6787' })
  expect((await charge(savedMethod!)).status).toBe('pending')
})
