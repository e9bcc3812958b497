import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { dollars, openWorld, type World } from './fixtures/wire'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const asked = dollars('19.99')

describe('a payment that is begun', () => {
  test('leads to the hosted page with our reference, and nobody but us knows of it yet', async () => {
    const { start, account } = world.open()
    const started = await start()
    expect(started).toMatchObject({
      status: 'requires_action',
      amount: asked,
      received: dollars('0.00'),
      metadata: { payment_id: started.externalId },
    })
    const page = new URL(started.redirectUrl!)
    expect(page.pathname).toBe(`/cardknox/site/${account}`)
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      xAmount: '19.99',
      xCurrency: 'USD',
      AmountLocked: '1',
      xInvoice: started.externalId,
      xRedirectURL: 'https://shop.test/orders/token/return',
    })
    expect(page.href).not.toContain('fakekey')
  })

  test('is read as not paid yet, by what was asked, and is not found without that', async () => {
    const { start, gateway } = world.open()
    const { externalId } = await start()
    expect(await gateway.fetchPayment(externalId, { asked })).toMatchObject({
      status: 'requires_action',
      amount: asked,
    })
    await expect(gateway.fetchPayment(externalId)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('has an address that its page opens, however long the description', async () => {
    const { start } = world.open()
    const { redirectUrl } = await start({ description: '€'.repeat(1_000) })
    expect(redirectUrl!.length).toBeLessThanOrEqual(2_048)
    expect((await fetch(redirectUrl!)).status).toBe(200)
  })

  test('carries reference and way back in the fields that the account follows', async () => {
    const { start, gateway } = world.open({ referenceField: 'xCustom01', returnField: 'none' })
    const { externalId, redirectUrl } = await start()
    const fields = new URL(redirectUrl!).searchParams
    expect([fields.get('xCustom01'), fields.get('xInvoice')]).toEqual([externalId, null])
    expect(fields.get('xRedirectURL')).toBeNull()
    await world.pay(redirectUrl!)
    expect((await gateway.fetchPayment(externalId)).status).toBe('paid')
  })

  test.each(['JPY', 'KWD', 'EUR'])('in %s is refused in words, not sent', async (code) => {
    const { start } = world.open()
    await expect(
      start({ amount: { amount: 500n, currency: code as typeof asked.currency } }),
    ).rejects.toThrow(/takes USD, not/)
  })
})

describe('a payment that the buyer has paid', () => {
  test('is paid as the report says, with the card it was paid by, under the number of the sale', async () => {
    const { paid, gateway } = world.open()
    const { id, refNum } = await paid()
    expect(refNum).toMatch(/^\d+$/)
    const state = await gateway.fetchPayment(id)
    expect(state).toMatchObject({
      externalId: refNum,
      formerExternalId: id,
      status: 'paid',
      amount: asked,
      received: asked,
      metadata: { payment_id: id },
      charges: [{ externalId: refNum, status: 'succeeded', method: 'card', brand: 'visa', last4: '1111' }],
    })
    expect(Math.abs(state.charges[0]!.at.getTime() - Date.now())).toBeLessThan(10_000)
    expect(await gateway.fetchPayment(refNum)).toEqual(state)
  })

  test('is not begun anew by going back to the checkout', async () => {
    const { paid, start } = world.open()
    const { id } = await paid()
    expect(await start({}, id)).toMatchObject({ status: 'paid', redirectUrl: null })
  })

  test('MS-60 with an edited amount shows what was paid, not what was asked', async () => {
    const { paid, gateway } = world.open()
    const { id } = await paid({ amount: '0.01' })
    expect(await gateway.fetchPayment(id, { asked })).toMatchObject({
      status: 'paid',
      amount: dollars('0.01'),
      received: dollars('0.01'),
    })
  })

  test('of which the bank approved a part shows how much came', async () => {
    const { paid, gateway } = world.open()
    const { id } = await paid({ ends: 'partly' })
    const { amount, received } = await gateway.fetchPayment(id)
    expect(amount).toEqual(asked)
    expect(received.amount).toBeLessThan(asked.amount)
  })

  test('twice by the same page shows that more came than was asked', async () => {
    const { paid, gateway } = world.open()
    const { id, refNum, page } = await paid()
    await world.pay(page, { card: '5555555555554444' })
    const state = await gateway.fetchPayment(id)
    expect(state).toMatchObject({ externalId: refNum, received: dollars('39.98') })
    expect(state.charges).toHaveLength(2)
    expect((await gateway.fetchPayment(state.charges[1]!.externalId)).externalId).toBe(refNum)
  })
})

test('a decline leaves the payment open, and its buyer may try again on the page', async () => {
  const { start, gateway } = world.open()
  const { externalId, redirectUrl } = await start()
  await world.pay(redirectUrl!, { ends: 'decline' })
  expect(await gateway.fetchPayment(externalId, { asked })).toMatchObject({
    status: 'requires_action',
    received: dollars('0.00'),
    charges: [{ status: 'failed', buyerMessage: 'The payment did not go through.' }],
  })
  await world.pay(redirectUrl!)
  const state = await gateway.fetchPayment(externalId, { asked })
  expect([state.status, state.charges.map(({ status }) => status)]).toEqual(['paid', ['failed', 'succeeded']])
})

test('MS-59 a second equal payment is refused with the reason, and goes through when it is meant', async () => {
  const { paid, start, gateway } = world.open()
  await paid()
  const second = await start()
  expect(second.redirectUrl).not.toContain('xAllowDuplicate')
  await world.pay(second.redirectUrl!)
  const refused = await gateway.fetchPayment(second.externalId, { asked })
  expect(refused).toMatchObject({
    status: 'requires_action',
    charges: [{ status: 'failed', buyerMessage: expect.stringContaining('taken for a repeat') }],
  })
  const again = await start({}, second.externalId)
  expect(again.redirectUrl).toContain('xAllowDuplicate=true')
  await world.pay(again.redirectUrl!)
  expect((await gateway.fetchPayment(second.externalId)).status).toBe('paid')
})

test('what nobody paid is called off, and what is paid is not', async () => {
  const { start, paid, gateway } = world.open()
  const { externalId } = await start()
  expect((await gateway.cancelPayment(externalId, { asked })).status).toBe('canceled')
  const { refNum } = await paid()
  expect((await gateway.cancelPayment(refNum)).status).toBe('paid')
})

describe('money that is held', () => {
  test('is taken once, also when the answer was lost', async () => {
    const { paid, gateway, hasty, calls } = world.open()
    const { id, refNum } = await paid({ capture: 'manual' })
    const held = await gateway.fetchPayment(id)
    expect(held).toMatchObject({
      status: 'authorized',
      received: dollars('0.00'),
      captureBefore: expect.any(Date),
    })
    const wish = { key: `${id}:capture:1`, externalId: refNum }
    await world.fault('timeout_after_commit', '/cardknox/gatewayjson')
    await expect(hasty.capturePayment(wish)).rejects.toBeInstanceOf(UpstreamError)
    expect(await gateway.capturePayment(wish)).toMatchObject({
      status: 'paid',
      received: asked,
      externalId: refNum,
    })
    expect(await calls('cc:capture', refNum)).toHaveLength(1)
  })

  test('is let go when the payment is called off', async () => {
    const { paid, gateway } = world.open()
    const { refNum } = await paid({ capture: 'manual' })
    expect(await gateway.cancelPayment(refNum)).toMatchObject({
      status: 'canceled',
      received: dollars('0.00'),
    })
  })
})

describe('when the answer is lost', () => {
  test.each(['timeout', 'reset', 'status:429', 'status:500'])(
    '%s leaves it open what happened',
    async (fault) => {
      const { paid, hasty } = world.open()
      const { refNum } = await paid()
      await world.fault(fault, '/cardknox/reportjson', 9)
      await expect(hasty.fetchPayment(refNum)).rejects.toBeInstanceOf(UpstreamError)
      await world.control('faults/clear')
    },
  )

  test('MS-50 too many requests are asked again a little later', async () => {
    const { paid, gateway } = world.open()
    const { refNum } = await paid()
    await world.fault('status:429', '/cardknox/gatewayjson', 2)
    const input = {
      key: 'ref_busy:refund:1',
      externalId: refNum,
      amount: dollars('19.99'),
      reference: 'ref_busy',
    }
    expect(await gateway.refund(input)).toMatchObject({ status: 'succeeded' })
    expect((await gateway.fetchPayment(refNum, { everything: true })).refunds).toHaveLength(1)
  })
})

test('a transaction of other software has no reference of ours, and an unknown one is not found', async () => {
  const { gateway, account } = world.open()
  await world.pay(`${world.endpoint.url}/site/${account}?xAmount=5.00`)
  const [first] = await Array.fromAsync(gateway.listEvents(new Date(Date.now() - 60_000)))
  const state = await gateway.fetchPayment(first!.paymentExternalId!)
  expect(state).toMatchObject({ status: 'paid', metadata: { payment_id: '' } })
  expect(state.formerExternalId).toBeUndefined()
  await expect(gateway.fetchPayment('999')).rejects.toMatchObject({ code: 'not_found' })
})

test('every transaction is listed newest first, and payments once each, over all pages', async () => {
  const { paid, gateway } = world.open()
  const since = new Date(Date.now() - 60_000)
  const [one, two] = [await paid(), await paid({ card: '5555555555554444' })]
  const events = await Array.fromAsync(gateway.listEvents(since))
  expect(events.map(({ id, paymentExternalId }) => [id, paymentExternalId])).toEqual([
    [`${two.refNum}:cc:sale`, two.refNum],
    [`${one.refNum}:cc:sale`, one.refNum],
  ])
  const found = await Array.fromAsync(gateway.findPayments(since))
  expect(found.map(({ externalId }) => externalId)).toEqual([two.refNum, one.refNum])
})

test('MS-22 a payment says which installation it is of', async () => {
  const { start, gateway } = world.open()
  const id = newId('pay')
  const { redirectUrl } = await start({ metadata: { payment_id: id, installation: 'ins_1' } }, id)
  await world.pay(redirectUrl!)
  expect((await gateway.fetchPayment(id)).metadata).toEqual({ payment_id: id, installation: 'ins_1' })
})

test('a payment of another account is not found, and a deleted key breaks the connection', async () => {
  const [own, other, revoked] = [world.open(), world.open(), world.open({ xKey: 'fakekeyrevoked' })]
  const { refNum } = await own.paid()
  await expect(other.gateway.fetchPayment(refNum)).rejects.toMatchObject({ code: 'not_found' })
  await expect(revoked.gateway.fetchPayment(refNum)).rejects.toMatchObject({
    code: 'precondition',
    detail: { brokenConnection: true },
  })
})
