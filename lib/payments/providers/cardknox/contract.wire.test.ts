import { expect, test } from 'vitest'
import { newId } from '@/lib/core/id'
import { lacking, noting, type Seen } from '@/lib/testing/contract'
import { drained, testContract } from '@/lib/testing/provider-contract'
import { type CardknoxCall, calls, callsIn, rowFields } from './fixtures/calls'
import { dollars, openWorld, type World } from './fixtures/wire'
import { cardknox } from './index'

const bodyOf = ({ body }: Seen): Record<string, string> => JSON.parse(body)

/** All that the product ever asks of Cardknox, each at least once. Gives the members of the gateway that were not used. */
async function doEverything(world: World): Promise<string[]> {
  const shop = world.open()
  const { noted: gateway, unused: left } = noting(shop.gateway)
  const since = new Date(Date.now() - 60_000)
  await cardknox.check(shop.credentials, world.endpoint)

  const begun = newId('pay')
  await gateway.startPayment!({
    key: `${begun}:start:1`,
    amount: dollars('19.99'),
    email: null,
    description: 'Europe 5 GB',
    metadata: { payment_id: begun },
    returnUrl: 'https://shop.test/back',
  })
  const held = await shop.paid({ capture: 'manual' })
  const taking = { key: `${held.id}:capture:1`, externalId: held.refNum, amount: dollars('10.00') }
  await gateway.capturePayment!(taking)
  const freed = await shop.paid({ capture: 'manual', card: '4012888888881881' })
  await gateway.cancelPayment!(freed.refNum)

  const whole = await shop.paid({ card: '4111111111111111' })
  const all = { externalId: whole.refNum, amount: dollars('19.99'), reference: newId('ref') }
  await gateway.refund!({ ...all, key: `${all.reference}:refund:1` })
  const part = await shop.paid({ card: '5454545454545454' })
  await shop.settle()
  const some = { externalId: part.refNum, amount: dollars('5.00'), reference: newId('ref') }
  await gateway.refund!({ ...some, key: `${some.reference}:refund:1` })
  await gateway.fetchPayment!(part.refNum, { everything: true })
  await drained(gateway.findPayments!(since))
  await drained(gateway.findReturned!(since))
  await drained(gateway.listEvents!(since))
  await keepAndCharge(world, gateway)
  return left()
}

async function keepAndCharge(world: World, gateway: ReturnType<World['open']>['gateway']) {
  const id = newId('pmt')
  const owner = { email: 'owner@example.test', name: 'Acme', customerExternalId: null }
  const page = { metadata: { method_id: id }, returnUrl: 'https://shop.test/added', currency: 'USD' }
  const setup = await gateway.startSetup({ key: `${id}:setup:1`, ...owner, ...page })
  await world.pay(setup.redirectUrl!)
  const method = (await gateway.fetchSetup(setup.externalId)).method!
  const reference = newId('pay')
  const metadata = { payment_id: reference, installation: 'ins_fake' }
  const charge = { method, email: null, description: 'Refill', metadata }
  await gateway.chargeSaved({ ...charge, key: `${reference}:charge:1`, amount: dollars('25.00') })
  const again = newId('pay')
  await gateway.chargeSaved({
    ...charge,
    metadata: { ...metadata, payment_id: again },
    key: `${again}:charge:2`,
    amount: dollars('25.00'),
  })
}

const asked = testContract({
  folder: import.meta.dirname,
  service: 'cardknox',
  ...{ openWorld, doEverything, calls },
  // All calls have two addresses: here each is named by its command.
  seenIn: (log) =>
    log
      .filter(({ path }) => /json$/.test(path))
      .map((call) => ({ ...call, path: `${call.path}/${bodyOf(call).xCommand}` })),
  namesIn: (call) => Object.keys(bodyOf(call)),
  // What is only to be held is begun by the address of the hosted page, which the buyer opens.
  callsIn: (source) => callsIn(source).filter((name) => name !== 'cc:authonly'),
  inSource: ({ name }) => name,
})

test('every call is JSON with the key and the name of the software, and says nothing secret in the log', () => {
  for (const call of asked.seen) {
    expect(call.headers['content-type']).toBe('application/json')
    expect(bodyOf(call)).toMatchObject({ xKey: '***', xVersion: '5.0.0', xSoftwareName: 'Simyard' })
  }
})

test('before money moves without a key that guards a repeat, what bears the reference is looked for', () => {
  const moves = asked.seen.filter(({ path }) => /cc:(sale|refund|voidrefund|capture|void)$/.test(path))
  expect(moves.length).toBeGreaterThan(4)
  for (const move of moves) {
    const { xInvoice } = bodyOf(move)
    const looked = asked.seen.some((call) => call.seq < move.seq && bodyOf(call).xInvoice === `ai${xInvoice}`)
    expect({ xInvoice, looked }).toEqual({ xInvoice, looked: true })
  }
})

test('what the sandbox answers has every field that Cardknox documents', () => {
  const amiss = [...asked.found.matched].flatMap(([{ status, response }, row]) => {
    const answer = JSON.parse(response)
    const rows: object[] = answer.xReportData ?? []
    return [
      ...(status === 200 && /^[AS]$/.test(answer.xResult) ? [] : [`${row.purpose}: ${answer.xError}`]),
      ...lacking((row as CardknoxCall).answers, answer).map((name) => `${row.purpose} lacks ${name}`),
      ...rows.flatMap((each) => lacking(rowFields, each).map((name) => `a row lacks ${name}`)),
    ]
  })
  expect([...new Set(amiss)]).toEqual([])
})
