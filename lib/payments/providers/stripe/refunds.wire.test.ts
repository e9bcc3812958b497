import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { credentials, euros, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const ask = (externalId: string, amount: string, reference: string, attempt = 1, via = world.gateway) =>
  via.refund({
    key: `${reference}:refund:${attempt}`,
    externalId,
    amount: euros(amount),
    reason: 'did not work on my phone',
    reference,
  })

const refundsOf = async (externalId: string) => (await world.gateway.fetchPayment(externalId)).refunds

test('a part of a payment is given back, and found again under our own id', async () => {
  const id = await world.paid()
  expect(await ask(id, '5.00', 'ref_part')).toMatchObject({ status: 'succeeded', amount: euros('5.00') })
  expect(await refundsOf(id)).toMatchObject([
    { reference: 'ref_part', amount: euros('5.00'), reason: 'did not work on my phone' },
  ])
})

describe('one decision gives money back once', () => {
  test('when the answer was lost and the key has changed since', async () => {
    const id = await world.paid()
    await world.fault('timeout_after_commit', '/v1/refunds', 2)
    await expect(ask(id, '5.00', 'ref_lost', 1, world.hasty)).rejects.toBeInstanceOf(UpstreamError)
    const again = await ask(id, '5.00', 'ref_lost', 2)
    expect(await refundsOf(id)).toMatchObject([{ externalId: again.externalId, reference: 'ref_lost' }])
  })

  /** Holds the wishes back until all of them have found that nothing was refunded yet. */
  const together = (count: number) =>
    world.control('faults', {
      service: 'stripe',
      path: '/v1/refunds',
      method: 'POST',
      times: count,
      fault: 'slow',
      delay_ms: 700,
    })

  test('when it is asked many times at once', async () => {
    const id = await world.paid()
    await together(3)
    await Promise.allSettled(Array.from({ length: 3 }, () => ask(id, '5.00', 'ref_at_once')))
    expect(await refundsOf(id)).toHaveLength(1)
  })

  test('and whoever came second hears of the refund that was made', async () => {
    const id = await world.paid()
    await together(2)
    const [first, second] = await Promise.all([
      ask(id, '19.99', 'ref_race', 1),
      ask(id, '19.99', 'ref_race', 2),
    ])
    expect(second.externalId).toBe(first.externalId)
  })
})

test('two parts are two refunds', async () => {
  const id = await world.paid()
  await ask(id, '5.00', 'ref_a')
  await ask(id, '5.00', 'ref_b')
  expect((await refundsOf(id)).map(({ reference }) => reference).sort()).toEqual(['ref_a', 'ref_b'])
})

describe('a refund that cannot be is refused in words', () => {
  test('when all was given back already', async () => {
    const id = await world.paid()
    await ask(id, '19.99', 'ref_whole')
    await expect(ask(id, '1.00', 'ref_more')).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('already refunded'),
    })
  })

  test('when it is more than is left', async () => {
    const id = await world.paid()
    await expect(ask(id, '20.00', 'ref_much')).rejects.toMatchObject({ code: 'unprocessable' })
  })

  test('when nothing was paid', async () => {
    const { externalId } = await world.start()
    await expect(ask(externalId, '1.00', 'ref_unpaid')).rejects.toMatchObject({
      code: expect.stringMatching(/^(precondition|unprocessable)$/),
    })
  })

  test('when the key may not refund', async () => {
    const id = await world.paid()
    const limited = stripe.connect(credentials({ secretKey: 'rk_test_demo_ro' }), world.endpoint)
    const wish = { key: 'k', externalId: id, amount: euros('1.00'), reference: 'ref_ro' }
    await expect(limited.refund(wish)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('"Charges and Refunds: write"'),
    })
  })
})

test('a refund made in Stripe itself is seen, without an id of ours', async () => {
  const id = await world.paid()
  await world.control(`stripe/${id}/refund`, { amount: 700 })
  expect(await refundsOf(id)).toMatchObject([{ reference: null, amount: euros('7.00') }])
})

test('a refund that fails later is seen, though nothing counts as refunded any more', async () => {
  const id = await world.paid()
  await ask(id, '19.99', 'ref_failing')
  await world.control(`stripe/${id}/refund_failed`)
  const { refunds } = await world.gateway.fetchPayment(id, { everything: true })
  expect(refunds).toMatchObject([
    { reference: 'ref_failing', status: 'failed', failureReason: expect.any(String) },
  ])
})

test('a dispute is seen with its deadline, and won or lost only when it is', async () => {
  const id = await world.paid()
  await world.control(`stripe/${id}/dispute`)
  expect((await world.gateway.fetchPayment(id)).disputes).toMatchObject([
    { status: 'needs_response', amount: euros('19.99'), dueBy: expect.any(Date) },
  ])
  await expect(ask(id, '1.00', 'ref_disputed')).rejects.toMatchObject({ code: 'precondition' })
  await world.control(`stripe/${id}/dispute_lost`)
  expect((await world.gateway.fetchPayment(id, { everything: true })).disputes).toMatchObject([
    { status: 'lost' },
  ])
})

test('a question of the bank is seen, though no money was taken back', async () => {
  const id = await world.paid('pm_card_createDisputeInquiry')
  const { disputes } = await world.gateway.fetchPayment(id, { everything: true })
  expect(disputes).toMatchObject([{ status: 'warning_needs_response' }])
})

test('a warning of fraud is seen', async () => {
  const id = await world.paid()
  await world.control(`stripe/${id}/early_fraud_warning`)
  const { fraudWarnings } = await world.gateway.fetchPayment(id, { everything: true })
  expect(fraudWarnings).toMatchObject([{ isActionable: expect.any(Boolean) }])
})
