import { afterAll, beforeAll, expect, test } from 'vitest'
import { currency } from '@/lib/core/money'
import type { BalanceLine } from '../../states'
import { euros, openWorld, type World } from './fixtures/wire'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const hourAgo = () => new Date(Date.now() - 3_600_000)

async function allOf<T>(found: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of found) all.push(each)
  return all
}

const about = (lines: BalanceLine[], payment: string) =>
  lines.filter(({ paymentExternalId }) => paymentExternalId === payment)

test('a payout is found with its lines, which say what payment they are of and add up to it', async () => {
  const id = await world.paid()
  await world.gateway.refund({ key: 'r', externalId: id, amount: euros('5.00'), reference: 'ref_book' })
  await world.control(`stripe/${id}/payout`)
  await world.control('clock', { advance_s: 2 })
  const [payout] = await allOf(world.gateway.findPayouts(hourAgo()))
  expect(payout).toMatchObject({ status: 'paid', isAutomatic: true, isItemized: true, failureReason: null })
  const lines = await allOf(world.gateway.findBalanceLines({ payout: payout!.externalId }))
  expect(about(lines, id)).toMatchObject([
    { kind: 'refund', gross: euros('-5.00'), fee: euros('0.00'), net: euros('-5.00') },
    { kind: 'charge', gross: euros('19.99'), fee: euros('0.55'), net: euros('19.44') },
  ])
  expect(lines.find(({ kind }) => kind === 'payout')).toMatchObject({ source: payout!.externalId })
  const sum = lines.reduce((total, { net }) => total + net.amount, 0n)
  expect([sum, payout!.amount.amount, payout!.amount.currency]).toEqual([0n, 1444n, currency('EUR')])
})

test('a dispute and its end are lines of their own, with the fee that is taken and given back', async () => {
  const id = await world.paid()
  await world.control('clock', { advance_s: 5 })
  await world.control(`stripe/${id}/dispute`)
  await world.control(`stripe/${id}/dispute_won`)
  const lines = about(await allOf(world.gateway.findBalanceLines({ since: hourAgo() })), id)
  expect(lines.map(({ kind, net }) => [kind, net.amount])).toEqual([
    ['dispute_reversal', 3499n],
    ['dispute', -3499n],
    ['charge', 1944n],
  ])
})

test('payments and lines are found up to a moment', async () => {
  const id = await world.paid()
  const until = new Date(Date.now() - 60_000)
  expect(await allOf(world.gateway.findPayments(hourAgo(), until))).toEqual([])
  expect(await allOf(world.gateway.findBalanceLines({ since: hourAgo(), until }))).toEqual([])
  const found = await allOf(world.gateway.findPayments(hourAgo()))
  expect(found.map(({ externalId }) => externalId)).toContain(id)
})
