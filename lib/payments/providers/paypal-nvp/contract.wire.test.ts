import { expect, test } from 'vitest'
import { lacking, noting } from '@/lib/testing/contract'
import { drained, testContract } from '@/lib/testing/provider-contract'
import { calls, callsIn, type PaypalCall } from './fixtures/calls'
import { credentialsOf, euros, formOf, openWorld, type World } from './fixtures/wire'
import { paypalNvp } from './index'

/** All that the product ever asks of PayPal, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(world: World): Promise<string[]> {
  const { noted: gateway, unused: left } = noting(world.gateway)
  await paypalNvp.check(credentialsOf(), world.endpoint)

  const { externalId: token, redirectUrl } = await world.start({}, gateway)
  await gateway.fetchPayment!(token)
  await world.approve(redirectUrl!)
  const { externalId: paid } = await world.complete(token, '19.99', `${token}:complete:1`, gateway)
  const refund = { externalId: paid, reason: 'wrong plan' }
  await gateway.refund!({ ...refund, key: 'ref_1:refund:1', amount: euros('5.00'), reference: 'ref_1' })
  await gateway.fetchPayment!(paid)
  const whole = await world.paid()
  const all = { externalId: whole.externalId, amount: euros('19.99'), reference: 'ref_2' }
  await gateway.refund!({ ...all, key: 'ref_2:refund:1' })

  const held = await world.paid(undefined, { capture: 'manual' })
  const taking = { key: 'pay_h:capture:1', externalId: held.externalId, amount: euros('10.00') }
  await gateway.capturePayment!(taking)
  const freed = await world.paid(undefined, { capture: 'manual' })
  await gateway.cancelPayment!(freed.externalId)
  await drained(gateway.findPayments!(new Date(Date.now() - 60_000)))
  await drained(gateway.findReturned!(new Date(Date.now() - 60_000)))
  await gateway.confirmNotice!('txn_id=FAKE0000000000001&payment_status=Completed&test_ipn=1')
  return left()
}

const asked = testContract({
  folder: import.meta.dirname,
  service: 'paypal',
  ...{ openWorld, doEverything, calls, callsIn },
  // All calls have one address: here each is named by its method.
  seenIn: (log) =>
    log
      .filter(({ path }) => path === '/paypal/nvp')
      .map((call) => ({ ...call, path: `${call.path}/${formOf(call.body).METHOD}` })),
  namesIn: ({ body }) => Object.keys(formOf(body)),
  inSource: ({ name }) => name,
})

test('every call is a form of one version, signed, and says nothing secret in the log', () => {
  for (const { method, headers, body } of asked.seen) {
    expect(method).toBe('POST')
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(formOf(body)).toMatchObject({
      VERSION: '119.0',
      USER: 'shop_api1.example.test',
      PWD: '***',
      SIGNATURE: '***',
    })
  }
})

test('one decision has one message id, and no other has it', () => {
  const ids = asked.seen.flatMap(({ body }) => formOf(body).MSGSUBID ?? [])
  expect(ids.length).toBeGreaterThan(3)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a notification goes back as it came, with the command in front and a name of ours', () => {
  const [postback] = asked.log.filter(({ body }) => body.startsWith('cmd=_notify-validate&'))
  expect(postback).toMatchObject({
    method: 'POST',
    path: '/paypal/cgi-bin/webscr',
    body: 'cmd=_notify-validate&txn_id=FAKE0000000000001&payment_status=Completed&test_ipn=1',
    headers: { 'user-agent': 'Simyard' },
    response: 'INVALID',
  })
})

test('what the sandbox answers has every field that PayPal documents', () => {
  const amiss = [...asked.found.matched].flatMap(([{ status, response }, row]) => {
    const answer = formOf(response)
    const absent = lacking((row as PaypalCall).answers, answer)
    const isDone = status === 200 && answer.ACK === 'Success'
    return [
      ...absent.map((name) => `${row.purpose} lacks ${name}`),
      ...(isDone ? [] : [`${row.purpose}: ${answer.ACK}`]),
    ]
  })
  expect([...new Set(amiss)]).toEqual([])
})
