import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { strays } from './objects/strays'
import { startWorld, type World } from './with-sdk'

type Node = Record<string, unknown>

// Official sample objects; they are not part of the repository.
const samples =
  process.env.STRIPE_FIXTURES ??
  new URL('../../../../shared/reference/stripe-fixtures3.json', import.meta.url).pathname
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields of the sample that ours lacks, down to where either says null. `metadata` has no fixed fields. */
function missing(sample: Node, ours: Node, at = ''): string[] {
  return Object.entries(sample).flatMap(([name, value]) => {
    const path = at ? `${at}.${name}` : name
    if (!(name in ours)) return [path]
    const found = ours[name]
    return name !== 'metadata' && isNode(value) && isNode(found) ? missing(value, found, path) : []
  })
}

describe.skipIf(!existsSync(samples))('objects have every field of the official samples', () => {
  const { resources } = existsSync(samples) ? JSON.parse(readFileSync(samples, 'utf8')) : { resources: {} }
  let world: World
  const objects: Record<string, unknown> = {}

  beforeAll(async () => {
    world = await startWorld()
    const { stripe } = world
    const card = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card' as const] }
    const customer = await stripe.customers.create({ email: 'ann@example.test' })
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.test/done',
    })
    const intent = await stripe.paymentIntents.create({
      ...card,
      confirm: true,
      payment_method: 'pm_card_createDispute',
    })
    const other = await stripe.paymentIntents.create({
      ...card,
      confirm: true,
      payment_method: 'pm_card_visa',
    })
    const refund = await stripe.refunds.create({ payment_intent: other.id, amount: 100 })
    await world.tell(`stripe/${other.id}/early_fraud_warning`)
    await world.tell(`stripe/${other.id}/payout`, { amount: 500 })
    await world.advance(2)
    const token = await world.browser('POST', '/v1/confirmation_tokens', {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4242424242424242',
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2040',
    })
    for (const type of Object.keys(strays)) {
      const told = await world.tell(`stripe/acct_demo/event`, { type })
      const { object } = (told.body as { object: { data: { object: { object: string } } } }).object.data
      objects[object.object] ??= object
    }
    Object.assign(objects, {
      account: await stripe.accounts.retrieveCurrent(),
      balance: await stripe.balance.retrieve(),
      balance_transaction: (await stripe.balanceTransactions.list()).data[0],
      charge: await stripe.charges.retrieve(intent.latest_charge as string),
      confirmation_token: token.body,
      customer,
      dispute: (await stripe.disputes.list()).data[0],
      event: (await stripe.events.list()).data[0],
      payment_intent: intent,
      payment_method: await stripe.paymentMethods.retrieve(setup.payment_method as string),
      payout: (await stripe.payouts.list()).data[0],
      'radar.early_fraud_warning': (await stripe.radar.earlyFraudWarnings.list()).data[0],
      refund,
      setup_attempt: (await stripe.setupAttempts.list({ setup_intent: setup.id })).data[0],
      setup_intent: setup,
      webhook_endpoint: await stripe.webhookEndpoints.create({
        url: 'https://shop.test/h',
        enabled_events: ['*'],
      }),
    })
  })
  afterAll(() => world.close())

  test.each([
    'account',
    'balance',
    'balance_transaction',
    'charge',
    'confirmation_token',
    'customer',
    'dispute',
    'event',
    'file',
    'issuing.card',
    'issuing.cardholder',
    'payment_intent',
    'payment_method',
    'payout',
    'radar.early_fraud_warning',
    'refund',
    'reporting.report_run',
    'reporting.report_type',
    'setup_attempt',
    'setup_intent',
    'webhook_endpoint',
  ])('%s', (name) => {
    const ours = objects[name]
    expect(isNode(ours) && ours.object).toBe(name)
    const [sample, found] = [resources[name] as Node, ours as Node]
    // What an event or a token is about is another matter.
    const data =
      name === 'event' ? { data: {} } : name === 'confirmation_token' ? { payment_method_preview: {} } : {}
    expect(missing({ ...sample, ...data }, found)).toEqual([])
  })
})
