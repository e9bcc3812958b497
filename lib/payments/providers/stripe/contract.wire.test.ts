import { describe, expect, test } from 'vitest'
import { noting, pathOf, type Seen } from '@/lib/testing/contract'
import { drained, testContract } from '@/lib/testing/provider-contract'
import type { SavedMethod } from '../../states'
import { calls, callsIn, headersAmiss, type StripeCall } from './fixtures/calls'
import { amissIn, isKnownKind } from './fixtures/fields'
import { credentials, euros, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

function namesIn({ method, path, body }: Seen): string[] {
  const text = method === 'POST' ? body : (path.split('?')[1] ?? '')
  return [...new URLSearchParams(text).keys()]
}

/** All that the product ever asks of Stripe, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(world: World): Promise<string[]> {
  const { noted: gateway, unused: left } = noting(world.gateway)
  const since = new Date(0)
  const start = (with_: object = {}) => world.start(with_, gateway)

  await stripe.check(credentials(), world.endpoint)
  await start({ save: { customerExternalId: null, name: 'Ann' } })
  const twice = { key: 'pay_twice:start:1', metadata: { payment_id: 'pay_twice' } }
  for (const capture of ['automatic', 'manual']) await start({ ...twice, capture })
  await drained(gateway.listEvents!(since, new Date(Date.now() + 60_000), { undelivered: true }))
  await drained(gateway.findPayments!(since))

  await gateway.cancelPayment((await start()).externalId)
  const { externalId: held } = await start({ capture: 'manual' })
  await world.pay(held)
  await gateway.capturePayment!({ key: `${held}:capture:1`, externalId: held, amount: euros('10.00') })

  const { externalId: paid } = await start()
  await world.pay(paid, 'pm_card_chargeDeclined')
  await world.pay(paid)
  const refund = { externalId: paid, amount: euros('5.00'), reference: 'ref_1', reason: 'duplicate' }
  const { externalId: refundId } = await gateway.refund!({ key: 'ref_1:refund:1', ...refund })
  await world.control(`stripe/${paid}/early_fraud_warning`)
  const disputed = await world.paid('pm_card_createDispute')
  const [warning] = (await world.buyer.radar.earlyFraudWarnings.list()).data
  const [dispute] = (await gateway.fetchPayment!(disputed)).disputes
  const given = await gateway.fetchPayment!(paid, { everything: true })
  const charge = given.charges.find(({ status }) => status === 'succeeded')!.externalId
  for (const id of [charge, refundId, dispute!.externalId, warning!.id]) await gateway.fetchPayment!(id)
  const evidence = { uncategorized_text: 'Installed and used.' }
  const at = { externalId: dispute!.externalId }
  await gateway.submitEvidence!({ ...at, key: 'dsp_1:draft:1', evidence, isFinal: false })
  await gateway.acceptDispute!({ ...at, key: 'dsp_1:accept:1' })
  await drained(gateway.findReturned!(since))

  await keepAndCharge(world, gateway)

  await world.control(`stripe/${paid}/payout`, { amount: 500 })
  const payouts: string[] = []
  for await (const payout of gateway.findPayouts!(since)) payouts.push(payout.externalId)
  await gateway.fetchPayout!(payouts[0]!)
  await drained(gateway.findBalanceLines!({ payout: payouts[0]! }))
  await drained(gateway.findBalanceLines!({ since, until: new Date(Date.now() + 60_000) }))

  const wish = { webhookUrl: 'https://simyard.test/api/webhooks/payments/key', installation: 'ins_fake' }
  const made = await stripe.installWebhook(credentials(), world.endpoint, wish)
  const known = { id: made.id!, secret: made.secret! }
  const moved = { ...wish, known, webhookUrl: `${wish.webhookUrl}2` }
  await stripe.installWebhook(credentials(), world.endpoint, moved)
  await stripe.removeWebhook(credentials(), world.endpoint, made.id!)
  await payOnStripesPage(world)
  return left()
}

async function payOnStripesPage(world: World) {
  const { hosted } = world
  const twice = { key: 'pay_twice:start:2', metadata: { payment_id: 'pay_twice2' } }
  for (const capture of ['automatic', 'manual'] as const) await world.start({ ...twice, capture }, hosted)
  await hosted.cancelPayment((await world.start({}, hosted)).externalId)
  const save = { customerExternalId: null, name: 'Ann' }
  const { externalId, redirectUrl } = await world.start({ save }, hosted)
  await world.payHosted(redirectUrl!)
  const paid = await hosted.fetchPayment(externalId)
  await hosted.fetchPayment(paid.externalId)
  const setup = await hosted.startSetup({
    key: 'pmt_2:setup:1',
    customerExternalId: null,
    email: null,
    name: null,
    metadata: { method_id: 'pmt_2' },
    returnUrl: 'https://shop.test/added',
    currency: 'EUR',
  })
  await world.payHosted(setup.redirectUrl!)
  await hosted.fetchSetup(setup.externalId)
}

async function keepAndCharge(world: World, gateway: World['gateway']) {
  const setup = await gateway.startSetup({
    key: 'pmt_1:setup:1',
    customerExternalId: null,
    email: 'owner@example.test',
    name: 'Acme',
    metadata: { method_id: 'pmt_1' },
    returnUrl: 'https://shop.test/back',
    currency: 'EUR',
  })
  const confirm = { payment_method: 'pm_card_visa', return_url: 'https://shop.test/back' }
  await world.buyer.setupIntents.confirm(setup.externalId, confirm)
  const method = (await gateway.fetchSetup(setup.externalId)).method as SavedMethod
  const charge = { key: 'pay_saved:charge:1', method, amount: euros('25.00'), email: 'owner@example.test' }
  await gateway.chargeSaved({ ...charge, description: 'Refill', metadata: { payment_id: 'pay_saved' } })
  await gateway.chargeSaved({
    ...{ ...charge, key: 'pay_there:charge:1', returnUrl: 'https://shop.test/return' },
    ...{ description: 'Order', metadata: { payment_id: 'pay_there' } },
  })
  await gateway.fetchMethod(method)
  await gateway.removeMethod(method)
}

const asked = testContract({
  folder: import.meta.dirname,
  service: 'stripe',
  ...{ openWorld, doEverything, namesIn, calls, callsIn },
  seenIn: (log) => log.filter(({ headers }) => headers['user-agent']?.includes('Simyard')),
  inSource: ({ sdk }) => sdk,
})

test('every call bears the headers and the encoding that Stripe asks for', () => {
  expect(
    asked.seen.flatMap((call) => headersAmiss(call).map((why) => `${call.method} ${pathOf(call)} ${why}`)),
  ).toEqual([])
})

test('one decision has one key, and no other has it', () => {
  const keys = asked.seen.flatMap(({ headers }) => headers['idempotency-key'] ?? [])
  const twice = keys.filter((key, place) => keys.indexOf(key) !== place)
  expect(twice).toEqual(['pay_twice:start:1', 'pay_twice:start:2'])
})

describe('what the sandbox answers', () => {
  const answered = () => [...asked.found.matched].map(([call, row]) => ({ call, row: row as StripeCall }))
  const bodyOf = ({ response }: Seen) => JSON.parse(response) as Record<string, unknown>

  test('is of the kind that the table says, with the status that belongs to it', () => {
    const amiss = answered().flatMap(({ call, row }) => {
      const body = bodyOf(call)
      const isRight = row.answers === 'refusal' ? 'error' in body : answersOf(row).includes(kindIn(body))
      const status = row.answers === 'refusal' ? 400 : 200
      if (body.error && isAnswerToTwice(call))
        return call.status === 400 ? [] : [`${row.purpose}: ${call.status}`]
      return isRight && call.status === status ? [] : [`${row.purpose}: ${call.status} ${kindIn(body)}`]
    })
    expect(amiss).toEqual([])
  })

  test('has every field that Stripe documents, and those of its sample objects with their types', () => {
    const whole = answered().filter(({ row }) => !row.answers.startsWith('part of'))
    const kinds = new Set(whole.map(({ row }) => row.answers.split(' ').at(-1)!))
    expect([...kinds].filter((kind) => isKnownKind(kind)).length).toBeGreaterThan(5)
    expect([...new Set(whole.flatMap(({ call }) => amissIn(bodyOf(call))))]).toEqual([])
  })
})

const kindIn = (body: Record<string, unknown>): string => {
  if (body.deleted === true) return `deleted ${body.object}`
  const [first] = Array.isArray(body.data) ? body.data : []
  return body.object === 'list' ? `list of ${first?.object}` : String(body.object)
}

/** The same key with another wish. */
const isAnswerToTwice = ({ headers }: Seen): boolean =>
  headers['idempotency-key']?.startsWith('pay_twice:') === true

const answersOf = ({ answers }: StripeCall): string[] =>
  answers.startsWith('list of') ? [answers, 'list of undefined'] : [answers.replace('part of ', '')]
