import { afterAll, beforeAll, expect, test } from 'vitest'
import { listMethods } from '@/lib/payment-methods/manage'
import { makeOwner } from '@/lib/testing/stripe-methods'
import { openStripeWorld, type StripeWorld } from '@/lib/testing/stripe-shop'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

async function open() {
  const shop = await world.openShop()
  const owner = await makeOwner(shop.ctx, shop)
  const cards = () => listMethods(shop.ctx, owner.company.id)
  return { ...shop, ...owner, cards }
}

test('a webhook alone saves a card whose owner never came back', async () => {
  const { begin, enter, heard, cards } = await open()
  await enter((await begin()).clientSecret!, 'pm_card_visa')
  expect((await heard('setup_intent.succeeded')).outcome).toBe('applied')
  expect(await cards()).toMatchObject([{ label: 'Visa •••• 4242' }])
})

test('a card that is taken away at the provider is charged no more', async () => {
  const { stripe, save, heard, cards } = await open()
  const { externalId } = await save()
  await stripe.paymentMethods.detach(externalId!)
  expect((await heard('payment_method.detached')).outcome).toBe('applied')
  expect(await cards()).toEqual([])
})

test('a card that its bank renewed is good for longer', async () => {
  const { stripe, save, heard, cards } = await open()
  const { externalId, customerExternalId, expYear } = await save()
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 500, currency: 'eur', customer: customerExternalId!, payment_method: externalId! },
    ...{ confirm: true, off_session: true },
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  await world.tell(`stripe/${id}/card_renewed`)
  expect((await heard('payment_method.automatically_updated')).outcome).toBe('applied')
  expect((await cards())[0]!.expYear).toBe(expYear! + 4)
})

test('a card that somebody saved in the dashboard is not ours to charge', async () => {
  const { stripe, heard, cards } = await open()
  const customer = await stripe.customers.create({})
  await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  expect((await heard('payment_method.attached')).outcome).toBe('foreign')
  expect(await cards()).toEqual([])
})
