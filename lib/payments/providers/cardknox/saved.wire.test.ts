import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { dollars, openWorld, type World } from './fixtures/wire'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** An account with a card that its owner has kept on the hosted page. */
async function withCard() {
  const account = world.open()
  const { gateway } = account
  const id = newId('pmt')
  const setup = await gateway.startSetup({
    key: `${id}:setup:1`,
    customerExternalId: null,
    email: 'owner@example.test',
    name: 'Acme Ltd',
    metadata: { method_id: id },
    returnUrl: 'https://shop.test/methods/return',
    currency: 'USD',
  })
  const before = await gateway.fetchSetup(setup.externalId)
  await world.pay(setup.redirectUrl!)
  const { method } = await gateway.fetchSetup(setup.externalId)
  const charge = (text = '10.00', paymentId = newId('pay'), attempt = 1, via = gateway) =>
    via.chargeSaved({
      key: `${paymentId}:charge:${attempt}`,
      method: method!,
      amount: dollars(text),
      email: null,
      description: 'Refill',
      metadata: { payment_id: paymentId },
    })
  const sales = async () =>
    (await Array.fromAsync(gateway.listEvents(new Date(Date.now() - 60_000)))).filter(
      ({ type }) => type === 'cc:sale',
    )
  return { ...account, id, setup, before, method: method!, charge, sales }
}

test('a card is kept on the hosted page without money, and its token once more for good', async () => {
  const { gateway, id, setup, before, method } = await withCard()
  expect(new URL(setup.redirectUrl!).searchParams.get('xCommand')).toBe('cc:save')
  expect(before).toMatchObject({ status: 'requires_action', method: null, metadata: { method_id: id } })
  expect(method).toMatchObject({ kind: 'card', brand: 'visa', last4: '1111', expMonth: 12, expYear: 2030 })
  expect(await gateway.fetchSetup(id)).toMatchObject({
    status: 'succeeded',
    method: { externalId: method.externalId },
  })
})

test('a card is kept with a payment when that was asked, else not', async () => {
  const { start, gateway } = world.open()
  const saving = await start({ save: { customerExternalId: null, name: null } })
  await world.pay(saving.redirectUrl!)
  const { savedMethod } = await gateway.fetchPayment(saving.externalId)
  expect(savedMethod).toMatchObject({ last4: '1111' })
  expect((await gateway.fetchPayment(saving.externalId)).savedMethod).toEqual(savedMethod)
  const plain = await start({ amount: dollars('5.00') })
  await world.pay(plain.redirectUrl!)
  expect((await gateway.fetchPayment(plain.externalId)).savedMethod).toBeUndefined()
})

describe('a charge of a kept card', () => {
  test('is paid at once, and the same payment is charged once however often it is asked for', async () => {
    const { charge, sales, gateway } = await withCard()
    const paymentId = newId('pay')
    const paid = await charge('10.00', paymentId)
    expect(paid).toMatchObject({
      status: 'paid',
      received: dollars('10.00'),
      metadata: { payment_id: paymentId },
    })
    expect(await charge('10.00', paymentId)).toMatchObject({ externalId: paid.externalId })
    expect(await sales()).toHaveLength(1)
    expect(await gateway.fetchPayment(paid.externalId)).toMatchObject({ status: 'paid' })
  })

  test('whose answer was lost is found by the report, not made twice', async () => {
    const { charge, sales, hasty } = await withCard()
    const paymentId = newId('pay')
    await world.fault('timeout_after_commit', '/cardknox/gatewayjson')
    await expect(charge('10.00', paymentId, 1, hasty)).rejects.toBeInstanceOf(UpstreamError)
    expect(await charge('10.00', paymentId)).toMatchObject({ status: 'paid' })
    expect(await sales()).toHaveLength(1)
  })

  test('that is declined says so, and is not tried again by a repeat', async () => {
    const { charge, sales, account } = await withCard()
    const paymentId = newId('pay')
    await world.control(`cardknox/${account}/decline_next`)
    const declined = { status: 'failed', received: dollars('0.00'), charges: [{ status: 'failed' }] }
    expect(await charge('10.00', paymentId)).toMatchObject(declined)
    expect(await charge('10.00', paymentId)).toMatchObject(declined)
    expect(await sales()).toHaveLength(1)
  })

  test('MS-59 of the same amount within ten minutes is explained, and forced only by a new decision', async () => {
    const { charge } = await withCard()
    await charge()
    const second = newId('pay')
    const refused = await charge('10.00', second)
    expect(refused).toMatchObject({
      status: 'failed',
      charges: [{ buyerMessage: expect.stringContaining('taken for a repeat') }],
    })
    expect(await charge('10.00', second, 2)).toMatchObject({ status: 'paid' })
  })

  test('in another currency than the account is refused before any call', async () => {
    const { gateway, method } = await withCard()
    const paymentId = newId('pay')
    const wish = { key: `${paymentId}:charge:1`, method, email: null, description: 'Refill' }
    const amount = { ...dollars('1.00'), currency: 'EUR' as ReturnType<typeof dollars>['currency'] }
    await expect(
      gateway.chargeSaved({ ...wish, amount, metadata: { payment_id: paymentId } }),
    ).rejects.toThrow(/takes USD, not EUR/)
  })
})

test('a card of another account cannot be charged', async () => {
  const [own, other] = [await withCard(), world.open()]
  const state = await other.gateway.chargeSaved({
    ...{ key: 'pay_1:charge:1', method: own.method, amount: dollars('1.00'), email: null, description: '' },
    metadata: { payment_id: newId('pay') },
  })
  expect(state).toMatchObject({ status: 'failed', charges: [{ message: 'Invalid Token' }] })
})
