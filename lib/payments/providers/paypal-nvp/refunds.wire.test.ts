import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { euros, openWorld, type World } from './fixtures/wire'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const read = (id: string) => world.gateway.fetchPayment(id)

const wish = (externalId: string, number: number, text = '5.00') => ({
  key: `ref_${number}:refund:1`,
  externalId,
  amount: euros(text),
  reason: 'not delivered',
  reference: `ref_${number}`,
})

describe('a refund', () => {
  test('is made at once, bears our reference, and leaves the payment paid', async () => {
    const { externalId } = await world.paid()
    const refund = await world.gateway.refund(wish(externalId, 1))
    expect(refund).toMatchObject({ status: 'succeeded', amount: euros('5.00'), reference: 'ref_1' })
    expect(await read(externalId)).toMatchObject({
      status: 'paid',
      received: euros('19.99'),
      refunds: [
        { externalId: refund.externalId, reference: 'ref_1', reason: 'not delivered', amount: euros('5.00') },
      ],
    })
  })

  test('of the whole is named so, and says no amount', async () => {
    const { externalId } = await world.paid()
    await world.gateway.refund(wish(externalId, 2, '19.99'))
    const [sent] = (await world.calls('RefundTransaction')).slice(-1)
    expect(sent).toMatchObject({ REFUNDTYPE: 'Full', NOTE: 'not delivered [ref_2]' })
    expect(sent).not.toHaveProperty('AMT')
    expect(sent!.MSGSUBID).toMatch(/^[0-9a-f]{38}$/)
  })

  test('MS-33 whose answer was lost is not made twice: by its message id, and by our reference', async () => {
    const { externalId } = await world.paid()
    await world.fault('timeout_after_commit', 'RefundTransaction')
    await expect(world.hasty.refund(wish(externalId, 3))).rejects.toBeInstanceOf(UpstreamError)
    const again = await world.gateway.refund(wish(externalId, 3))
    const later = await world.gateway.refund({ ...wish(externalId, 3), key: 'forgotten' })
    expect((await read(externalId)).refunds.map((each) => each.externalId)).toEqual([again.externalId])
    expect(later.externalId).toBe(again.externalId)
  })

  test('of more than is left is refused in the words of PayPal', async () => {
    const { externalId } = await world.paid()
    await world.gateway.refund(wish(externalId, 4, '15.00'))
    await expect(world.gateway.refund(wish(externalId, 5, '5.00'))).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('PayPal refused: The partial refund amount'),
    })
  })

  test('MS-32 that was made at PayPal is seen, has no reference, and is found by the day it was made', async () => {
    const { externalId } = await world.paid()
    await world.paid()
    await world.control(`paypal/${externalId}/refund`, { amount: 300 })
    expect((await read(externalId)).refunds).toMatchObject([
      { status: 'succeeded', amount: euros('3.00'), reference: null },
    ])
    const returned = await Array.fromAsync(world.gateway.findReturned(new Date(Date.now() - 600_000)))
    expect(returned).toContainEqual({ paymentExternalId: externalId, at: expect.any(Date) })
    expect(returned.every(({ at }) => at.getTime() > Date.now() - 600_000)).toBe(true)
  })

  test('of a disputed payment is left to the resolution centre', async () => {
    const { externalId } = await world.paid()
    await world.control(`paypal/${externalId}/reversal`)
    await expect(world.gateway.refund(wish(externalId, 6))).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('resolution centre'),
    })
  })

  test('points, like all that came after a payment, to that payment', async () => {
    const { externalId } = await world.paid()
    const { externalId: refundId } = await world.gateway.refund(wish(externalId, 7))
    expect(await read(refundId)).toEqual(await read(externalId))
  })
})

test('a reversal is a dispute that is lost until it is canceled; the payment stays paid', async () => {
  const { externalId } = await world.paid()
  await world.control(`paypal/${externalId}/chargeback`)
  const lost = await read(externalId)
  expect(lost).toMatchObject({
    status: 'paid',
    received: euros('19.99'),
    refunds: [],
    disputes: [{ status: 'lost', amount: euros('19.99'), reason: 'chargeback', isRefundable: false }],
  })
  await world.control(`paypal/${externalId}/canceled_reversal`)
  const won = await read(externalId)
  expect(won.disputes).toMatchObject([{ status: 'won', externalId: lost.disputes[0]!.externalId }])
  expect(won.status).toBe('paid')
})
