import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readNotice } from './notice'

const account = { timeZone: 'America/New_York', mode: 'test' as const }
const pin = 'fake-pin-1'

const body =
  'xEnteredDate=9%2f3%2f2026+9%3a28%3a22+AM&xRefNum=506918667&xCommand=CC%3aSale&xAmount=0.01&xName=Zo%c3%ab+%26+Co'

/** By hand, so that adapter and test do not share their understanding of the order. */
const signed = (text = `0.01CC:Sale9/3/2026 9:28:22 AMZoë & Co506918667${pin}`) =>
  createHash('md5').update(text).digest('hex')

const read = (signature: string | undefined, pins: string[] = [pin], content = body) =>
  readNotice(
    { headers: new Headers(signature === undefined ? {} : { 'ck-signature': signature }), body: content },
    pins,
    account,
  )

test('a form whose values and PIN give its signature is a notice of one transaction', () => {
  expect(read(signed())).toMatchObject({
    id: '506918667:cc:sale',
    type: 'cc:sale',
    paymentExternalId: '506918667',
    at: new Date('2026-09-03T13:28:22Z'),
    mode: 'test',
  })
  expect(read(signed().toUpperCase()).id).toBe('506918667:cc:sale')
})

test('MS-58 no signature, another PIN, an empty PIN and a changed amount prove nothing', () => {
  const unsigned = signed(`0.01CC:Sale9/3/2026 9:28:22 AMZoë & Co506918667`)
  for (const attempt of [
    () => read(undefined),
    () => read(''),
    () => read(signed(), ['another']),
    () => read(signed(), []),
    () => read(unsigned, ['']),
    () => read(signed(), [pin], body.replace('0.01', '9.99')),
    () => read(`${signed()}0`),
  ])
    expect(attempt).toThrow(/signature/)
})

test('during a change of the PIN both prove', () => {
  expect(read(signed(), ['new-pin', pin]).objectId).toBe('506918667')
})

test('a form that names no transaction is refused in words, also when it is signed', () => {
  const content = 'xAmount=0.01'
  expect(() => read(createHash('md5').update(`0.01${pin}`).digest('hex'), [pin], content)).toThrow(/xRefNum/)
})
