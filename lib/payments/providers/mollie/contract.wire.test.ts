import { expect, test } from 'vitest'
import { lacking, namesOf, noting, pathOf, type Seen } from '@/lib/testing/contract'
import { drained, testContract } from '@/lib/testing/provider-contract'
import { calls, callsIn, fields, headersAmiss, type MollieCall } from './fixtures/calls'
import { euros, keyOf, openWorld, type World } from './fixtures/wire'
import { mollie } from './index'

const namesIn = ({ method, path, body }: Seen): string[] =>
  method === 'GET'
    ? [...new URLSearchParams(path.split('?')[1] ?? '').keys()]
    : namesOf(JSON.parse(body || '{}'))

/** All that the product ever asks of Mollie, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(world: World): Promise<string[]> {
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

const asked = testContract({
  folder: import.meta.dirname,
  service: 'mollie',
  ...{ openWorld, doEverything, namesIn, calls, callsIn },
  seenIn: (log) => log.filter(({ path }) => path.startsWith('/mollie/v2/')),
  inSource: ({ sdk }) => sdk,
})

test('every call bears the headers that Mollie asks for', () => {
  expect(
    asked.seen.flatMap((call) => headersAmiss(call).map((why) => `${call.method} ${pathOf(call)} ${why}`)),
  ).toEqual([])
})

test('amounts are text, with the places of their currency', () => {
  const amounts = asked.seen
    .filter(({ method }) => method === 'POST')
    .flatMap(({ body }) => JSON.parse(body).amount ?? [])
  expect(amounts.length).toBeGreaterThan(3)
  for (const amount of amounts)
    expect(amount).toEqual({ currency: 'EUR', value: expect.stringMatching(/^\d+\.\d\d$/) })
})

test('what the sandbox answers is of the kind that the table says, with every field that Mollie documents', () => {
  const amiss = [...asked.found.matched].flatMap(([call, row]) => {
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
