import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

async function paid(payment_method = 'pm_card_visa', amount = 2000) {
  const rest = { allowed_payment_method_types: ['card'], confirm: true, payment_method }
  const intent = await world.stripe.paymentIntents.create({ amount, currency: 'eur', ...rest })
  return { id: intent.id, charge: intent.latest_charge as string }
}

const chargeOf = (id: string) => world.stripe.charges.retrieve(id)

test('money is given back in parts, and never more than was taken', async () => {
  const { id, charge } = await paid()
  const first = await world.stripe.refunds.create({
    payment_intent: id,
    amount: 500,
    metadata: { ours: 'r1' },
  })
  expect(first).toMatchObject({ status: 'succeeded', amount: 500, charge, metadata: { ours: 'r1' } })
  const tooMuch = await errorOf(world.stripe.refunds.create({ payment_intent: id, amount: 1501 }))
  expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' })
  expect((await world.stripe.refunds.create({ charge })).amount).toBe(1500)
  expect(await chargeOf(charge)).toMatchObject({ amount_refunded: 2000, refunded: true })
  const again = await errorOf(world.stripe.refunds.create({ payment_intent: id }))
  expect(again.code).toBe('charge_already_refunded')
})

test('a refund to card …7726 is pending, then succeeds', async () => {
  const { id } = await paid('pm_card_pendingRefund')
  const refund = await world.stripe.refunds.create({ payment_intent: id })
  expect(refund).toMatchObject({ status: 'pending', balance_transaction: null })
  await world.advance(5)
  const after = await world.stripe.refunds.retrieve(refund.id, { expand: ['balance_transaction'] })
  expect(after).toMatchObject({ status: 'succeeded', balance_transaction: { amount: -2000, type: 'refund' } })
})

test('a refund to card …5126 succeeds, then fails, and can be tried again', async () => {
  const { id, charge } = await paid('pm_card_refundFail')
  const refund = await world.stripe.refunds.create({ payment_intent: id })
  expect(refund.status).toBe('succeeded')
  await world.advance(5)
  const after = await world.stripe.refunds.retrieve(refund.id)
  expect(after).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
  expect(after.failure_balance_transaction).toMatch(/^txn_/)
  expect(await chargeOf(charge)).toMatchObject({ amount_refunded: 0, refunded: false })
})

test('held money cannot be refunded, and its release is no refund', async () => {
  const { id, charge } = await (async () => {
    const rest = { allowed_payment_method_types: ['card'], confirm: true, payment_method: 'pm_card_visa' }
    const held = await world.stripe.paymentIntents.create({
      amount: 900,
      currency: 'eur',
      capture_method: 'manual',
      ...rest,
    })
    return { id: held.id, charge: held.latest_charge as string }
  })()
  expect((await errorOf(world.stripe.refunds.create({ payment_intent: id }))).statusCode).toBe(400)
  await world.stripe.paymentIntents.cancel(id)
  expect(await chargeOf(charge)).toMatchObject({ refunded: true, captured: false })
  expect((await world.stripe.refunds.list({ payment_intent: id })).data).toEqual([])
})

test('a dispute takes money and fee, blocks refunds, and gives both back when it is won', async () => {
  const { id, charge } = await paid('pm_card_createDispute')
  const [dispute] = (await world.stripe.disputes.list({ payment_intent: id })).data
  expect(dispute).toMatchObject({ status: 'needs_response', amount: 2000, charge, reason: 'fraudulent' })
  expect(dispute?.balance_transactions[0]).toMatchObject({ amount: -2000, fee: 1500, net: -3500 })
  expect((await errorOf(world.stripe.refunds.create({ charge }))).code).toBe('charge_disputed')

  const kept = await world.stripe.disputes.update(dispute?.id ?? '', {
    evidence: { access_activity_log: 'installed' },
    submit: false,
  })
  expect(kept).toMatchObject({
    status: 'needs_response',
    evidence_details: { has_evidence: true, submission_count: 0 },
  })
  const sent = await world.stripe.disputes.update(kept.id, {
    evidence: { uncategorized_text: 'winning_evidence' },
  })
  expect(sent).toMatchObject({ status: 'under_review', evidence_details: { submission_count: 1 } })
  await world.advance(2)
  const won = await world.stripe.disputes.retrieve(kept.id)
  expect(won.status).toBe('won')
  expect(won.balance_transactions.reduce((sum, { net }) => sum + net, 0)).toBe(0)
})

test('an inquiry moves no money until it escalates, and accepting a dispute loses it', async () => {
  const { id, charge } = await paid('pm_card_createDisputeInquiry')
  const [inquiry] = (await world.stripe.disputes.list({ payment_intent: id })).data
  expect(inquiry).toMatchObject({
    status: 'warning_needs_response',
    balance_transactions: [],
    is_charge_refundable: true,
  })
  expect((await chargeOf(charge)).disputed).toBe(false)
  const evidence = { uncategorized_text: 'escalate_inquiry_evidence' }
  await world.stripe.disputes.update(inquiry?.id ?? '', { evidence })
  await world.advance(2)
  expect(await world.stripe.disputes.retrieve(inquiry?.id ?? '')).toMatchObject({ status: 'needs_response' })
  expect((await world.stripe.disputes.close(inquiry?.id ?? '')).status).toBe('lost')
})

test('what happens at the vendor by itself can be told to happen', async () => {
  const { id, charge } = await paid()
  expect((await world.tell(`stripe/${id}/refund`, { amount: 300 })).status).toBe(200)
  expect((await chargeOf(charge)).amount_refunded).toBe(300)
  await world.tell(`stripe/${id}/refund_failed`)
  expect((await chargeOf(charge)).amount_refunded).toBe(0)
  await world.tell(`stripe/${id}/early_fraud_warning`)
  const warnings = () => world.stripe.radar.earlyFraudWarnings.list({ payment_intent: id })
  expect((await warnings()).data).toMatchObject([{ charge, actionable: true }])
  await world.tell(`stripe/${id}/dispute`, { amount: 700 })
  await world.tell(`stripe/${id}/dispute_lost`)
  const { data } = await world.stripe.disputes.list({ charge })
  expect(data).toMatchObject([{ amount: 700, status: 'lost' }])
  const refused = await world.tell(`stripe/${id}/settle`)
  expect(refused).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('needs a payment that is processing') },
  })
})

test('a fraud warning is settled once all the money is back', async () => {
  const { id } = await paid('pm_card_createIssuerFraudRecord')
  await world.stripe.refunds.create({ payment_intent: id, amount: 500 })
  const warnings = () => world.stripe.radar.earlyFraudWarnings.list({ payment_intent: id })
  expect((await warnings()).data).toMatchObject([{ actionable: true }])
  await world.stripe.refunds.create({ payment_intent: id })
  expect((await warnings()).data).toMatchObject([{ actionable: false }])
})

test('a payout pays what the balance holds, and can be itemised once it is reconciled', async () => {
  const own = world.sdk('sk_test_payee_fake')
  const rest = { allowed_payment_method_types: ['card'], confirm: true, payment_method: 'pm_card_visa' }
  const intent = await own.paymentIntents.create({ amount: 2000, currency: 'eur', ...rest })
  await own.refunds.create({ payment_intent: intent.id, amount: 500 })
  const net = 2000 - 55 - 500
  expect((await own.balance.retrieve()).pending).toMatchObject([{ amount: 2000 - 55, currency: 'eur' }])
  await world.tell(`stripe/${intent.id}/payout`)
  await world.advance(2)
  const [payout] = (await own.payouts.list()).data
  expect(payout).toMatchObject({
    amount: net,
    status: 'paid',
    automatic: true,
    reconciliation_status: 'completed',
  })
  const lines = (await own.balanceTransactions.list({ payout: payout?.id })).data
  expect(lines.map(({ type }) => type).sort()).toEqual(['charge', 'payout', 'refund'])
  expect(lines.reduce((sum, line) => sum + line.net, 0)).toBe(0)
})

test('a foreign currency is settled in euro, with its rate', async () => {
  const rest = {
    allowed_payment_method_types: ['card'],
    confirm: true,
    payment_method: 'pm_card_bypassPending',
  }
  const yen = await world.stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'jpy',
    capture_method: 'automatic',
    ...rest,
  })
  const charge = await world.stripe.charges.retrieve(yen.latest_charge as string, {
    expand: ['balance_transaction'],
  })
  expect(charge.balance_transaction).toMatchObject({
    amount: 6100,
    currency: 'eur',
    exchange_rate: 0.0061,
    status: 'available',
  })
})
