import { PaymentMethod, SequenceType } from '@mollie/api-client'
import { expect, test } from 'vitest'
import { openSandbox, receiver } from '../caller'
import { errorOf, key, sdk } from './with-sdk'

const euro = (value: string) => ({ currency: 'EUR', value })
const first = { sequenceType: SequenceType.first, redirectUrl: 'https://shop.test/return' }

async function open() {
  const sandbox = await openSandbox()
  const mollie = sdk(sandbox.url, key())
  const customer = await mollie.customers.create({ name: 'Acme', email: 'owner@acme.test' })
  const press = (id: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}/mollie/checkout/${id}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    })
  const begin = (value = '0.00', with_: object = {}) =>
    mollie.payments.create({
      ...{ amount: euro(value), description: 'Save a card', customerId: customer.id },
      ...{ ...first, ...with_ },
    })
  const saved = async (method = 'creditcard', value = '0.00') => {
    const { id } = await begin(value)
    await press(id, { method })
    await press(id, { end: 'paid' })
    return mollie.payments.get(id)
  }
  const charge = (value = '25.00', with_: object = {}) =>
    mollie.payments.create({
      ...{ amount: euro(value), description: 'Refill', customerId: customer.id },
      ...{ sequenceType: SequenceType.recurring, ...with_ },
    })
  const mandates = async () => [...(await mollie.customerMandates.page({ customerId: customer.id }))]
  return { ...sandbox, mollie, customer, press, begin, saved, charge, mandates }
}

test('a customer is kept for its profile alone', async () => {
  const { url, mollie, customer } = await open()
  expect(await mollie.customers.get(customer.id)).toMatchObject({ name: 'Acme', email: 'owner@acme.test' })
  expect(await errorOf(sdk(url, key('other')).customers.get(customer.id))).toMatchObject({ statusCode: 404 })
})

test('a first payment of nothing by card leaves a mandate for the card once it is paid', async () => {
  const { mandates, saved } = await open()
  expect(await mandates()).toHaveLength(0)
  const payment = await saved()
  expect(payment).toMatchObject({ status: 'paid', amount: euro('0.00'), sequenceType: 'first' })
  expect(await mandates()).toMatchObject([
    {
      id: payment.mandateId,
      status: 'valid',
      method: 'creditcard',
      details: { cardNumber: '6787', cardExpiryDate: expect.stringMatching(/^\d{4}-12-31$/) },
    },
  ])
})

test('a first payment at a bank leaves a mandate for direct debit, and cannot be of nothing', async () => {
  const { begin, mandates, saved } = await open()
  const refused = errorOf(begin('0.00', { method: PaymentMethod.ideal }))
  expect(await refused).toMatchObject({ statusCode: 422, field: 'method' })
  await saved('ideal', '1.00')
  expect(await mandates()).toMatchObject([
    { method: 'directdebit', details: { consumerAccount: expect.stringMatching(/^NL/) } },
  ])
})

test('a first or recurring payment needs a customer, and nothing is free otherwise', async () => {
  const { mollie, charge } = await open()
  const plain = { amount: euro('5.00'), description: 'x', redirectUrl: 'https://shop.test/' }
  expect(await errorOf(mollie.payments.create({ ...plain, sequenceType: SequenceType.first }))).toMatchObject(
    { statusCode: 422, field: 'customerId' },
  )
  expect(await errorOf(mollie.payments.create({ ...plain, amount: euro('0.00') }))).toMatchObject({
    statusCode: 422,
  })
  expect(await errorOf(charge())).toMatchObject({ statusCode: 422, title: 'Unprocessable Entity' })
})

test('a recurring payment has no page for its buyer, and ends as is chosen for it', async () => {
  const { url, saved, charge, mollie, press } = await open()
  const { mandateId } = await saved()
  const payment = await charge('25.00', { mandateId })
  expect(payment).toMatchObject({ status: 'pending', method: 'creditcard', mandateId })
  expect(payment.getCheckoutUrl()).toBeNull()
  expect(payment._links.changePaymentState?.href).toBe(`${url}/mollie/checkout/${payment.id}`)
  await press(payment.id, { end: 'paid' })
  expect((await mollie.payments.get(payment.id)).status).toBe('paid')
  const broke = await charge('1007.00')
  await press(broke.id, { end: 'paid' })
  expect(await mollie.payments.get(broke.id)).toMatchObject({
    status: 'failed',
    details: { failureReason: 'insufficient_funds' },
  })
})

test('first and recurring payments tell the seller by their id alone', async () => {
  const { saved, charge, press } = await open()
  const shop = await receiver()
  await saved()
  const payment = await charge('25.00', { webhookUrl: shop.url })
  await press(payment.id, { end: 'failed' })
  await expect.poll(() => shop.got.map(({ body }) => body)).toEqual([`id=${payment.id}`])
})

test('a revoked mandate is charged no more', async () => {
  const { mollie, customer, saved, charge, mandates } = await open()
  const { mandateId } = await saved()
  await mollie.customerMandates.revoke(mandateId!, { customerId: customer.id })
  expect(await mandates()).toMatchObject([{ status: 'invalid' }])
  expect(await errorOf(charge('25.00', { mandateId }))).toMatchObject({ statusCode: 422 })
})
