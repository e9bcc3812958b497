import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare, lacking, namesOf, noting, pathOf, type Seen, wireLogOf } from '@/lib/testing/contract'
import { calls, callsIn, fields, headersAmiss, type MollieCall } from './fixtures/calls'
import { euros, keyOf, openWorld, type World } from './fixtures/wire'
import { mollie } from './index'

let world: World
let seen: Seen[]
let unused: string[]
let found: ReturnType<typeof compare>

beforeAll(async () => {
  world = await openWorld()
  unused = await doEverything()
  const log = await wireLogOf(world.url, 'mollie')
  seen = log.filter(({ path }) => path.startsWith('/mollie/v2/'))
  found = compare(calls, seen, namesIn)
})
afterAll(() => world.close())

const namesIn = ({ method, path, body }: Seen): string[] =>
  method === 'GET'
    ? [...new URLSearchParams(path.split('?')[1] ?? '').keys()]
    : namesOf(JSON.parse(body || '{}'))

const drained = async (list: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of list);
}

/** All that the product ever asks of Mollie, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(): Promise<string[]> {
  const { noted: gateway, unused: left } = noting(world.gateway)
  const since = new Date(0)

  await mollie.check({ apiKey: keyOf() }, world.endpoint)
  const { externalId: kept } = await world.start({ save: { customerExternalId: null, name: 'Ann' } }, gateway)
  await world.pay(kept, 'creditcard')
  await gateway.fetchPayment!(kept)

  const { externalId: transfer } = await world.start({}, gateway)
  await world.pay(transfer, 'banktransfer', '')
  await gateway.cancelPayment!(transfer)

  const paid = await world.paid()
  const refund = { externalId: paid, amount: euros('5.00'), reference: 'ref_1', reason: 'wrong plan' }
  await gateway.refund!({ key: 'ref_1:refund:1', ...refund })
  await world.control(`mollie/${paid}/chargeback`)
  await drained(gateway.findPayments!(since))
  await drained(gateway.findReturned!(since))

  const setup = await gateway.startSetup!({
    key: 'pmt_1:setup:1',
    customerExternalId: null,
    email: 'owner@example.test',
    name: 'Acme',
    metadata: { method_id: 'pmt_1' },
    returnUrl: 'https://shop.test/added',
    currency: 'EUR',
  })
  await world.pay(setup.externalId, 'creditcard')
  const method = (await gateway.fetchSetup!(setup.externalId)).method!
  const charge = { key: 'pay_saved:charge:1', method, amount: euros('25.00'), email: null }
  await gateway.chargeSaved!({ ...charge, description: 'Refill', metadata: { payment_id: 'pay_saved' } })
  await gateway.fetchMethod!(method)
  await gateway.removeMethod!(method)
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
  expect([...new Set(made)].sort()).toEqual([...new Set(calls.map(({ sdk }) => sdk))].sort())
})

test('every call bears the headers that Mollie asks for', () => {
  expect(seen.length).toBeGreaterThan(calls.length)
  expect(
    seen.flatMap((call) => headersAmiss(call).map((why) => `${call.method} ${pathOf(call)} ${why}`)),
  ).toEqual([])
})

test('amounts are text, with the places of their currency', () => {
  const amounts = seen
    .filter(({ method }) => method === 'POST')
    .flatMap(({ body }) => JSON.parse(body).amount ?? [])
  expect(amounts.length).toBeGreaterThan(3)
  for (const amount of amounts)
    expect(amount).toEqual({ currency: 'EUR', value: expect.stringMatching(/^\d+\.\d\d$/) })
})

test('what the sandbox answers is of the kind that the table says, with every field that Mollie documents', () => {
  const amiss = [...found.matched].flatMap(([call, row]) => {
    const { answers, purpose } = row as MollieCall
    if (answers === 'nothing') return call.status === 204 ? [] : [`${purpose}: ${call.status}`]
    const body = JSON.parse(call.response)
    const name = answers.replace('list of ', '')
    const isList = name !== answers
    const objects = isList ? body._embedded[name] : [body]
    const kind = isList ? name.replace(/s$/, '') : name
    const wrong = objects.filter((each: { resource: string }) => each.resource !== kind)
    const links = isList && !('count' in body && isPaged(body, kind)) ? [`${purpose}: no list`] : []
    return [
      ...links,
      ...wrong.map(() => `${purpose}: no ${kind}`),
      ...objects.flatMap((each: object) =>
        lacking(fields[kind]!, each).map((field) => `${kind} lacks ${field}`),
      ),
    ]
  })
  expect([...new Set(amiss)]).toEqual([])
})

// The list of methods is never paged.
const isPaged = ({ _links }: { _links: object }, kind: string): boolean =>
  kind === 'method' || 'next' in _links
