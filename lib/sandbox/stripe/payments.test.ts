import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const euro = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card'] }
const paid = (payment_method = 'pm_card_visa', rest: object = {}) =>
  world.stripe.paymentIntents.create({ ...euro, payment_method, confirm: true, ...rest })

test('a card pays, and fee and net come a moment later', async () => {
  const intent = await paid()
  expect(intent).toMatchObject({
    status: 'succeeded',
    amount_received: 1099,
    currency: 'eur',
    livemode: false,
  })
  const before = await world.stripe.charges.retrieve(intent.latest_charge as string)
  expect(before).toMatchObject({ status: 'succeeded', captured: true, balance_transaction: null })
  await world.advance(2)
  const after = await world.stripe.charges.retrieve(before.id, { expand: ['balance_transaction'] })
  expect(after.balance_transaction).toMatchObject({ amount: 1099, fee: 41, net: 1058, currency: 'eur' })
})

test('an intent waits for its method, then for its confirmation', async () => {
  const intent = await world.stripe.paymentIntents.create({ ...euro, metadata: { order: 'a' } })
  expect(intent).toMatchObject({ status: 'requires_payment_method', metadata: { order: 'a' } })
  const ready = await world.stripe.paymentIntents.update(intent.id, {
    payment_method: 'pm_card_visa',
    metadata: { order: '', note: 'b' },
  })
  expect(ready).toMatchObject({ status: 'requires_confirmation', metadata: { note: 'b' } })
  expect((await world.stripe.paymentIntents.confirm(intent.id)).status).toBe('succeeded')
})

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', ''],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
  ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
  ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
])('%s is declined with 402 and can be tried again with another card', async (card, code, declineCode) => {
  const error = await errorOf(paid(card))
  expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code, decline_code: declineCode })
  const id = error.payment_intent?.id ?? ''
  const intent = await world.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  expect(intent).toMatchObject({
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: { code },
    latest_charge: { status: 'failed', failure_code: code },
  })
  const again = await world.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
  expect(again).toMatchObject({ status: 'succeeded', last_payment_error: null })
  const attempts = await world.stripe.charges.list({ payment_intent: id })
  expect(attempts.data.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
})

test('held money is captured in part, and the rest is released', async () => {
  const intent = await paid('pm_card_visa', { capture_method: 'manual' })
  expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 1099, amount_received: 0 })
  const held = await world.stripe.charges.retrieve(intent.latest_charge as string)
  const deadline = held.payment_method_details?.card?.capture_before ?? 0
  expect(deadline - held.created).toBe(7 * 86_400)
  const error = await errorOf(world.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2000 }))
  expect(error.code).toBe('amount_too_large')
  const captured = await world.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 999 })
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 999, amount_capturable: 0 })
})

test('a hold that nobody captures lapses after seven days', async () => {
  const intent = await paid('pm_card_visa', { capture_method: 'manual' })
  await world.advance(7 * 86_400 + 1)
  const lapsed = await world.stripe.paymentIntents.retrieve(intent.id)
  expect(lapsed).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' })
  const error = await errorOf(world.stripe.paymentIntents.capture(intent.id))
  expect(error).toMatchObject({ code: 'payment_intent_unexpected_state', payment_intent: { id: intent.id } })
})

test('what was paid cannot be canceled, what is open can, once', async () => {
  const error = await errorOf(world.stripe.paymentIntents.cancel((await paid()).id))
  expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
  const open = await world.stripe.paymentIntents.create(euro)
  const canceled = await world.stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' })
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
  expect((await errorOf(world.stripe.paymentIntents.cancel(open.id))).code).toBe(
    'payment_intent_unexpected_state',
  )
})

test('a saved card is charged without its owner, and asks for him where the bank wants it', async () => {
  const customer = (await world.stripe.customers.create({ email: 'ann@example.test' })).id
  const saved = await paid('pm_card_visa', { customer, setup_future_usage: 'off_session' })
  const method = saved.payment_method as string
  const again = await paid(method, { customer, off_session: true })
  expect(again.status).toBe('succeeded')
  expect((await errorOf(paid(method))).message).toContain('belongs to a Customer')

  const strict = await world.stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer })
  const error = await errorOf(paid(strict.id, { customer, off_session: true }))
  expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' })
  expect(error.payment_intent?.status).toBe('requires_payment_method')
})

test('a method that was used once without a customer cannot be used again', async () => {
  const intent = await paid()
  const error = await errorOf(paid(intent.payment_method as string))
  expect(error.message).toContain('may not be used again')
})

test('SEPA debit is processing until the bank answers', async () => {
  async function debit(iban: string) {
    const { body } = await world.browser('POST', '/v1/payment_methods', {
      type: 'sepa_debit',
      'sepa_debit[iban]': iban,
      'billing_details[name]': 'Ann',
      'billing_details[email]': 'ann@example.test',
    })
    return paid(body.id, { allowed_payment_method_types: ['sepa_debit'] })
  }
  const status = async (id: string) => (await world.stripe.paymentIntents.retrieve(id)).status
  const [slow, bad, other] = [
    await debit('AT321904300235473204'),
    await debit('AT861904300235473202'),
    await debit('NL91ABNA0417164300'),
  ]
  expect([slow.status, bad.status, other.status]).toEqual(['processing', 'processing', 'processing'])
  await world.advance(10)
  expect([await status(slow.id), await status(bad.id)]).toEqual(['processing', 'requires_payment_method'])
  await world.advance(180)
  expect([await status(slow.id), await status(other.id)]).toEqual(['succeeded', 'processing'])
  expect((await world.tell(`stripe/${other.id}/fail`)).status).toBe(200)
  expect(await status(other.id)).toBe('requires_payment_method')
})

test.each([
  ['eur', 49, 'amount_too_small'],
  ['jpy', 49, 'amount_too_small'],
  ['ugx', 50_050, 'parameter_invalid_integer'],
  ['kwd', 1505, 'parameter_invalid_integer'],
  ['eur', 1_000_000_000_000, 'amount_too_large'],
])('an amount that %s cannot carry is refused: %i', async (currency, amount, code) => {
  const error = await errorOf(world.stripe.paymentIntents.create({ ...euro, currency, amount }))
  expect(error).toMatchObject({ statusCode: 400, code, param: 'amount' })
})

test('payments are found by metadata', async () => {
  const intent = await world.stripe.paymentIntents.create({ ...euro, metadata: { ours: "it's 7" } })
  const found = await world.stripe.paymentIntents.search({
    query: `metadata["ours"]:"it's 7" AND currency:'eur'`,
  })
  expect(found.data.map(({ id }) => id)).toEqual([intent.id])
})
