import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare, lacking, noting, type Seen, wireLogOf } from '@/lib/testing/contract'
import { calls, callsIn, type PaypalCall } from './fixtures/calls'
import { credentialsOf, euros, formOf, openWorld, type World } from './fixtures/wire'
import { paypalNvp } from './index'

let world: World
let log: Seen[]
let seen: Seen[]
let unused: string[]
let found: ReturnType<typeof compare>

beforeAll(async () => {
  world = await openWorld()
  unused = await doEverything()
  log = await wireLogOf(world.url, 'paypal')
  // All calls have one address: here each is named by its method.
  seen = log
    .filter(({ path }) => path === '/paypal/nvp')
    .map((call) => ({ ...call, path: `${call.path}/${formOf(call.body).METHOD}` }))
  found = compare(calls, seen, ({ body }) => Object.keys(formOf(body)))
})
afterAll(() => world.close())

const drained = async (list: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of list);
}

/** All that the product ever asks of PayPal, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(): Promise<string[]> {
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

test('every call of the product stands in the table, with all that it sends', () => {
  expect(found.amiss).toEqual([])
})

test('every call of the table was made', () => {
  expect(found.unseen).toEqual([])
  expect(unused).toEqual(['readNotice'])
})

test('no call stands in the source that the table does not hold', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'))
  const made = files.flatMap((file) => callsIn(readFileSync(join(import.meta.dirname, file), 'utf8')))
  expect([...new Set(made)].sort()).toEqual([...new Set(calls.map(({ name }) => name))].sort())
})

test('every call is a form of one version, signed, and says nothing secret in the log', () => {
  expect(seen.length).toBeGreaterThan(calls.length)
  for (const { method, headers, body } of seen) {
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
  const ids = seen.flatMap(({ body }) => formOf(body).MSGSUBID ?? [])
  expect(ids.length).toBeGreaterThan(3)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a notification goes back as it came, with the command in front and a name of ours', () => {
  const [postback] = log.filter(({ body }) => body.startsWith('cmd=_notify-validate&'))
  expect(postback).toMatchObject({
    method: 'POST',
    path: '/paypal/cgi-bin/webscr',
    body: 'cmd=_notify-validate&txn_id=FAKE0000000000001&payment_status=Completed&test_ipn=1',
    headers: { 'user-agent': 'Simyard' },
    response: 'INVALID',
  })
})

test('what the sandbox answers has every field that PayPal documents', () => {
  const amiss = [...found.matched].flatMap(([{ status, response }, row]) => {
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
