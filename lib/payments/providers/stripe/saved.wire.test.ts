import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import type { StartSetup } from '../../gateway'
import type { SavedMethod } from '../../states'
import { credentials, euros, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

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
  returnUrl: 'https://shop.test/back',
  currency: 'EUR',
  ...with_,
})

/** Keeps a card as a browser does: with the secret of the setup and nothing else. */
async function keep(card = 'pm_card_visa', with_: Partial<StartSetup> = {}): Promise<SavedMethod> {
  const setup = await world.gateway.startSetup(wish(with_))
  const browser = { payment_method: card, return_url: 'https://shop.test/back' }
  await world.buyer.setupIntents.confirm(setup.externalId, browser)
  return (await world.gateway.fetchSetup(setup.externalId)).method!
}

const charge = (method: SavedMethod, key = `pay_saved${++serial}:charge:1`, via = world.gateway) =>
  via.chargeSaved({
    key,
    method,
    amount: euros('25.00'),
    email: null,
    description: 'Wallet refill',
    metadata: { payment_id: key.split(':')[0]! },
  })

test('a card is kept without paying, with what its owner knows it by and no more', async () => {
  const setup = await world.gateway.startSetup(wish())
  expect(setup).toMatchObject({
    status: 'created',
    clientSecret: expect.stringContaining(setup.externalId),
    customerExternalId: expect.stringMatching(/^cus_/),
    method: null,
  })
  await world.buyer.setupIntents.confirm(setup.externalId, {
    payment_method: 'pm_card_mastercard',
    return_url: 'https://shop.test/back',
  })
  const kept = await world.gateway.fetchSetup(setup.externalId)
  expect(kept).toMatchObject({
    status: 'succeeded',
    customerExternalId: setup.customerExternalId,
    metadata: { method_id: expect.stringMatching(/^pmt_/) },
    method: {
      customerExternalId: setup.customerExternalId,
      kind: 'card',
      brand: 'mastercard',
      last4: '4444',
      expMonth: 12,
      fingerprint: expect.any(String),
    },
  })
  expect(JSON.stringify(kept)).not.toContain('5555555555554444')
})

test('a setup asked for twice with one key is one, and the answer is of now', async () => {
  const asked = wish()
  const first = await world.gateway.startSetup(asked)
  await world.buyer.setupIntents.confirm(first.externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'https://shop.test/back',
  })
  expect(await world.gateway.startSetup(asked)).toMatchObject({
    externalId: first.externalId,
    customerExternalId: first.customerExternalId,
    status: 'succeeded',
  })
})

test('a bank that wants to see the owner, or says no, leaves the setup open and says why', async () => {
  const waits = await world.gateway.startSetup(wish())
  const card = { payment_method: 'pm_card_threeDSecure2Required', return_url: 'https://shop.test/back' }
  await world.buyer.setupIntents.confirm(waits.externalId, card)
  expect((await world.gateway.fetchSetup(waits.externalId)).status).toBe('requires_action')

  const refused = await world.gateway.startSetup(wish())
  const bad = { ...card, payment_method: 'pm_card_chargeDeclined' }
  await world.buyer.setupIntents.confirm(refused.externalId, bad).catch(() => {})
  expect(await world.gateway.fetchSetup(refused.externalId)).toMatchObject({
    status: 'created',
    method: null,
    message: 'Your card was declined.',
  })
})

test('a kept card is charged without its owner', async () => {
  const state = await charge(await keep())
  expect(state).toMatchObject({
    status: 'paid',
    received: euros('25.00'),
    charges: [{ status: 'succeeded', last4: '4242' }],
  })
  const [sent] = (await world.requests('POST', '/v1/payment_intents')).slice(-1)
  expect(sent!.headers['idempotency-key']).toMatch(/:charge:1$/)
})

describe('a card that is declined without its owner', () => {
  test('is an answer, with the reason and whether it may be tried again', async () => {
    const state = await charge(await keep('pm_card_chargeCustomerFail'))
    expect(state).toMatchObject({
      status: 'created',
      received: euros('0.00'),
      charges: [{ status: 'failed', declineCode: 'generic_decline', isHopeless: false }],
    })
  })

  test('for good is never to be charged again', async () => {
    expect((await charge(await keep('pm_card_radarBlock'))).charges).toMatchObject([
      { status: 'failed', isHopeless: true },
    ])
  })

  test('stays one attempt, however often its key is repeated', async () => {
    const method = await keep('pm_card_chargeCustomerFail')
    const [first, again] = [await charge(method, 'pay_no:charge:1'), await charge(method, 'pay_no:charge:1')]
    expect(again).toMatchObject({ externalId: first.externalId })
    expect(again.charges).toHaveLength(1)
  })
})

test('a bank that wants to see its owner leaves the payment to be confirmed by the owner', async () => {
  const setup = await world.gateway.startSetup(wish())
  const attached = await world.buyer.paymentMethods.attach('pm_card_authenticationRequired', {
    customer: setup.customerExternalId,
  })
  const method = (await world.gateway.fetchMethod({
    externalId: attached.id,
    customerExternalId: setup.customerExternalId,
  }))!
  const state = await charge(method)
  expect(state).toMatchObject({
    status: 'requires_action',
    clientSecret: expect.stringContaining(state.externalId),
    charges: [{ status: 'failed', declineCode: 'authentication_required', isHopeless: false }],
  })
  expect((await world.gateway.fetchPayment(state.externalId)).status).toBe('requires_action')
})

describe('nobody knows what happened', () => {
  test('after an answer that got lost, and the same key charges no second time', async () => {
    const method = await keep()
    await world.fault('timeout_after_commit', '/v1/payment_intents', 2)
    await expect(charge(method, 'pay_lost:charge:1', world.hasty)).rejects.toBeInstanceOf(UpstreamError)
    const state = await charge(method, 'pay_lost:charge:1')
    expect(state.status).toBe('paid')
    const made = await world.buyer.paymentIntents.list({ customer: method.customerExternalId })
    expect(made.data.map(({ id }) => id)).toEqual([state.externalId])
  })
})

test('a removed card is gone, and removing it twice is as good as once', async () => {
  const method = await keep()
  await world.gateway.removeMethod(method)
  await world.gateway.removeMethod(method)
  expect(await world.gateway.fetchMethod(method)).toBeNull()
  await expect(charge(method)).rejects.toMatchObject({ code: 'unprocessable' })
})

test('MS-45 the customer and the card of another account are not found', async () => {
  const method = await keep()
  const other = stripe.connect(credentials({ secretKey: 'sk_test_elsewhere_fake' }), world.endpoint)
  expect(await other.fetchMethod(method)).toBeNull()
  await other.removeMethod(method)
  await expect(charge(method, undefined, { ...world.gateway, ...other })).rejects.toMatchObject({
    code: 'not_found',
  })
  const customerExternalId = method.customerExternalId
  await expect(other.startSetup(wish({ customerExternalId }))).rejects.toMatchObject({ code: 'not_found' })
})

describe('a payment that keeps its card', () => {
  test('says which, once it is paid', async () => {
    const { externalId } = await world.start({ save: { customerExternalId: null, name: 'Acme' } })
    expect((await world.gateway.fetchPayment(externalId)).savedMethod).toBeUndefined()
    await world.pay(externalId)
    const { savedMethod } = await world.gateway.fetchPayment(externalId)
    expect(savedMethod).toMatchObject({ kind: 'card', brand: 'visa', last4: '4242' })
    expect((await charge(savedMethod!)).status).toBe('paid')
  })

  test('keeps it with the customer that there is, and another payment keeps none', async () => {
    const { customerExternalId } = await keep()
    const { externalId } = await world.start({ save: { customerExternalId, name: null } })
    await world.pay(externalId)
    expect((await world.gateway.fetchPayment(externalId)).savedMethod).toMatchObject({ customerExternalId })
    const plain = await world.paid()
    expect((await world.gateway.fetchPayment(plain)).savedMethod).toBeUndefined()
  })
})

describe("on Stripe's page", () => {
  test('a card is kept without paying, and may be charged from then on', async () => {
    const setup = await world.hosted.startSetup(wish())
    expect(setup).toMatchObject({ status: 'requires_action', clientSecret: null, method: null })
    expect(await world.payHosted(setup.redirectUrl!, '4000000000000002')).toBeNull()
    expect((await world.hosted.fetchSetup(setup.externalId)).message).toContain('declined')
    expect(await world.payHosted(setup.redirectUrl!)).toBe('https://shop.test/back')
    const kept = await world.hosted.fetchSetup(setup.externalId)
    expect(kept).toMatchObject({
      externalId: setup.externalId,
      status: 'succeeded',
      metadata: setup.metadata,
      method: { kind: 'card', brand: 'visa', last4: '4242', customerExternalId: setup.customerExternalId },
    })
    expect((await charge(kept.method!)).status).toBe('paid')
  })

  test('a card that pays is kept when its owner wants it so, and a page that was left keeps nothing', async () => {
    const save = { customerExternalId: null, name: 'Ann' }
    const begun = await world.start({ save }, world.hosted)
    expect((await world.hosted.fetchPayment(begun.externalId)).savedMethod).toBeUndefined()
    await world.payHosted(begun.redirectUrl!)
    const paid = await world.hosted.fetchPayment(begun.externalId)
    expect(paid).toMatchObject({
      status: 'paid',
      formerExternalId: begun.externalId,
      savedMethod: { last4: '4242' },
    })
    expect((await charge(paid.savedMethod!)).status).toBe('paid')

    const left = await world.hosted.startSetup(wish())
    await world.buyer.checkout.sessions.expire(left.externalId)
    expect(await world.hosted.fetchSetup(left.externalId)).toMatchObject({ status: 'canceled', method: null })
  })
})
