import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '@/lib/core/error'
import { credentialsOf, euros, openWorld, type World } from './fixtures/wire'
import { paypalNvp } from './index'

let world: World
let shop: Awaited<ReturnType<typeof openShop>>
beforeAll(async () => {
  world = await openWorld()
  shop = await openShop()
})
afterAll(async () => {
  await world.close()
  shop.close()
})

/** Someone who gets notifications, and keeps the bytes of each. */
async function openShop() {
  const got: Buffer[] = []
  const server = createServer(async (request, response) => {
    got.push(await buffer(request))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  }
}

/** Pays, and gives the bytes that PayPal sends about it. */
async function told(charset = 'windows-1252') {
  await world.control('paypal/charset', { charset })
  const { externalId: token, redirectUrl } = await world.start()
  await world.approve(redirectUrl!)
  const before = shop.got.length
  const { externalId } = await world.gateway.completePayment({
    key: `${token}:complete:1`,
    externalId: token,
    amount: euros('19.99'),
    notifyUrl: shop.url,
  })
  await expect.poll(() => shop.got.length).toBe(before + 1)
  return { externalId, body: shop.got[before]!.toString('latin1') }
}

const notice = (body: string) => world.gateway.readNotice({ headers: new Headers(), body }, [])

describe('MS-51 a notification is confirmed on the very bytes that came', () => {
  test.each(['windows-1252', 'gb2312', 'UTF-8', 'none'])('in %s', async (charset) => {
    const { body } = await told(charset)
    expect(await world.gateway.confirmNotice(body)).toBe(true)
  })

  test.each([
    ['a space as %20 instead of +', (body: string) => body.replace('+', '%20')],
    ['capitals in what is percent-encoded', (body: string) => body.replace('%EB', '%eb')],
    ['another order of fields', (body: string) => body.split('&').reverse().join('&')],
    ['another amount', (body: string) => body.replace('19.99', '99.99')],
    ['a sign more', (body: string) => `${body}&`],
    ['bytes that are no text', (body: string) => `${body}\xff\xfe`],
  ])('%s makes it no notification of PayPal', async (_, change) => {
    const { body } = await told()
    expect(change(body)).not.toBe(body)
    expect(await world.gateway.confirmNotice(change(body))).toBe(false)
  })
})

test('MS-55 a notification of the other mode is none of ours', async () => {
  const { body } = await told()
  const live = paypalNvp.connect(
    {
      ...credentialsOf(),
      endpoint: 'https://api-3t.paypal.com/nvp',
      checkout: 'https://www.paypal.com/cgi-bin/webscr',
    },
    world.endpoint,
  )
  expect(await live.confirmNotice(body)).toBe(false)
})

test('without an answer to the question nothing is known', async () => {
  const { body } = await told()
  await world.control('faults', {
    service: 'paypal',
    path: '/paypal/cgi-bin/webscr/_notify-validate',
    times: 1,
    fault: 'status:500',
  })
  await expect(world.gateway.confirmNotice(body)).rejects.toBeInstanceOf(UpstreamError)
  expect(await world.gateway.confirmNotice(body)).toBe(true)
})

describe('a notification', () => {
  test('points to its payment, each arrival by itself', async () => {
    const { body, externalId } = await told()
    const [first, second] = [await notice(body), await notice(body)]
    expect(first).toMatchObject({ type: 'Completed', paymentExternalId: externalId, mode: 'test' })
    expect(second.id).not.toBe(first.id)
  })

  test.each([
    ['refund', 'Refunded'],
    ['reversal', 'Reversed'],
    ['new_case', 'new_case'],
  ])('of a %s points to the payment that it is about', async (action, type) => {
    const { externalId } = await told()
    const before = shop.got.length
    await world.control(`paypal/${externalId}/${action}`)
    await expect.poll(() => shop.got.length).toBe(before + 1)
    const body = shop.got[before]!.toString('latin1')
    expect(await notice(body)).toMatchObject({ type, paymentExternalId: externalId })
  })

  test('of a billing agreement is about no payment', async () => {
    expect(await notice('txn_type=mp_cancel&mp_id=B-1')).toMatchObject({
      type: 'mp_cancel',
      paymentExternalId: null,
    })
  })

  test.each([
    '',
    'txn_id=',
    'payment_status=<b>',
    'txn_id=../../etc&payment_status=Completed',
    '{"txn_id":"1"}',
  ])('%j is none', (body) => {
    expect(() => notice(body)).toThrow(/notification of PayPal/)
  })
})
