import { existsSync, readFileSync } from 'node:fs'
import type Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { toCharge } from './charge'
import { charge, dispute, intent, refund } from './fixtures/objects'
import { REFERENCE, toDispute, toRefund, toState } from './translate'

const nothing = { charges: [], refunds: [], disputes: [] }

test.each([
  ['requires_payment_method', 'created'],
  ['requires_confirmation', 'created'],
  ['requires_action', 'requires_action'],
  ['processing', 'pending'],
  ['requires_capture', 'authorized'],
  ['succeeded', 'paid'],
  ['canceled', 'canceled'],
  ['a_status_of_next_year', 'pending'],
])('%s reads as %s', (status, expected) => {
  expect(toState(intent({ status }), nothing).status).toBe(expected)
})

test('a declined attempt leaves the payment open for the next card', () => {
  const failed = charge({ status: 'failed', failure_code: 'card_declined', captured: false })
  const state = toState(intent({ latest_charge: failed }), { ...nothing, charges: [failed] })
  expect(state).toMatchObject({ status: 'created', charges: [{ status: 'failed' }] })
})

test('a paid payment carries amount, card, fee and net', () => {
  const line = { id: 'txn_1', amount: 1999, fee: 54, net: 1945, currency: 'eur' }
  const paid = charge({ balance_transaction: line })
  const state = toState(intent({ status: 'succeeded', amount_received: 1999, latest_charge: paid }), {
    ...nothing,
    charges: [paid],
  })
  expect(state).toMatchObject({
    externalId: 'pi_3Abc',
    mode: 'test',
    metadata: { payment_id: 'pay_1' },
    amount: { amount: 1999n, currency: 'EUR' },
    received: { amount: 1999n, currency: 'EUR' },
  })
  expect(state.charges[0]).toMatchObject({
    method: 'card',
    brand: 'visa',
    last4: '4242',
    country: 'DE',
    declineCode: null,
    buyerMessage: null,
    fee: { amount: 54n, currency: 'EUR' },
    net: { amount: 1945n, currency: 'EUR' },
  })
})

test('fee and net may be unknown at first, and may be in another currency than the price', () => {
  expect(toCharge(charge({ balance_transaction: 'txn_1' }))).toMatchObject({ fee: null, net: null })
  const line = { id: 'txn_1', amount: 2150, fee: 92, net: 2058, currency: 'usd' }
  expect(toCharge(charge({ balance_transaction: line })).fee).toEqual({ amount: 92n, currency: 'USD' })
})

test('a hold says until when it can be captured', () => {
  const held = charge({
    captured: false,
    payment_method_details: { type: 'card', card: { capture_before: 1_790_600_000 } },
  })
  const state = toState(
    intent({ status: 'requires_capture', capture_method: 'manual', latest_charge: held }),
    {
      ...nothing,
      charges: [held],
    },
  )
  expect(state.captureBefore).toEqual(new Date(1_790_600_000_000))
})

test('letting go of a hold is not money given back', () => {
  const held = charge({ captured: false, refunded: true, amount_refunded: 1999 })
  const parts = { ...nothing, charges: [held], refunds: [refund({ amount: 1999 })] }
  const released = intent({ status: 'canceled', capture_method: 'manual', latest_charge: held })
  expect(toState(released, parts).refunds).toEqual([])
})

test('every refund keeps its own amount, ours and those made at Stripe', () => {
  const refunds = [
    refund({ id: 're_2', amount: 300, created: 1_790_000_900 }),
    refund({ id: 're_1', amount: 500, metadata: { [REFERENCE]: 'ref_ours' } }),
  ]
  const state = toState(intent({ status: 'succeeded' }), { ...nothing, charges: [charge()], refunds })
  expect(
    state.refunds.map(({ externalId, amount, reference }) => [externalId, amount.amount, reference]),
  ).toEqual([
    ['re_1', 500n, 'ref_ours'],
    ['re_2', 300n, null],
  ])
})

test('a refund that failed later says so and why', () => {
  expect(toRefund(refund({ status: 'failed', failure_reason: 'expired_or_canceled_card' }))).toMatchObject({
    status: 'failed',
    failureReason: 'expired_or_canceled_card',
  })
})

test('a dispute is what its status says, with the day by which to answer', () => {
  expect(toDispute(dispute({ status: 'lost' }))).toMatchObject({
    status: 'lost',
    dueBy: new Date(1_790_001_000_000),
    isRefundable: false,
  })
  expect(toDispute(dispute({ evidence_details: { due_by: null } })).dueBy).toBeNull()
})

describe('what the buyer reads of a decline', () => {
  const declined = (reason: string, type = 'issuer_declined') =>
    toCharge(charge({ status: 'failed', failure_code: 'card_declined', outcome: { type, reason } }))

  test.each(['insufficient_funds', 'expired_card', 'incorrect_cvc', 'card_not_supported'])(
    '%s is explained, so that it can be mended',
    (code) => expect(declined(code).buyerMessage).not.toBe(declined('generic_decline').buyerMessage),
  )

  test.each([
    'fraudulent',
    'lost_card',
    'stolen_card',
    'pickup_card',
    'restricted_card',
    'merchant_blacklist',
  ])('%s looks like any other decline, but the merchant sees it', (code) => {
    expect(declined(code).buyerMessage).toBe(declined('generic_decline').buyerMessage)
    expect(declined(code).declineCode).toBe(code)
  })

  test('a block by the fraud rules looks like any other decline', () => {
    const blocked = declined('highest_risk_level', 'blocked')
    expect(blocked).toMatchObject({
      declineCode: 'blocked',
      buyerMessage: declined('generic_decline').buyerMessage,
    })
  })

  test('the code of the attempt that failed last is the exact one', () => {
    const failed = charge({ status: 'failed', failure_code: 'card_declined' })
    const error = {
      charge: failed.id,
      decline_code: 'insufficient_funds',
    } as Stripe.PaymentIntent.LastPaymentError
    expect(toCharge(failed, error).declineCode).toBe('insufficient_funds')
    expect(toCharge(charge({ ...failed, id: 'ch_older' }), error).declineCode).toBe('card_declined')
  })
})

const official = new URL('../../../../../shared/reference/stripe-fixtures3.json', import.meta.url)

describe.skipIf(!existsSync(official))("Stripe's own sample objects", () => {
  const resources = () => JSON.parse(readFileSync(official, 'utf8')).resources

  test('are read without a gap', () => {
    const { payment_intent, charge, refund, dispute, balance_transaction } = resources()
    const state = toState(
      { ...payment_intent, status: 'succeeded' },
      { charges: [{ ...charge, balance_transaction }], refunds: [refund], disputes: [dispute] },
    )
    expect(state).toMatchObject({
      amount: { amount: 1099n, currency: 'USD' },
      charges: [{ method: 'card', brand: 'visa', last4: '4242', country: 'US', net: { amount: 100n } }],
      refunds: [{ amount: { amount: 100n }, status: 'succeeded', reference: null }],
      disputes: [{ status: 'warning_needs_response', isRefundable: true }],
    })
  })
})
