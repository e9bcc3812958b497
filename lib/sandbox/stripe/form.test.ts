import { expect, test } from 'vitest'
import { cards, isCardNumber } from './cards'
import { eventTypes } from './event-types'
import { decodeForm } from './form'
import { isIban } from './iban'

test('brackets become hashes and lists, whichever way a list is written', () => {
  expect(decodeForm('a[b][c]=1&a[b][d]=&e[0]=x&e[1]=y&f[]=p&f[]=q')).toEqual({
    a: { b: { c: '1', d: '' } },
    e: ['x', 'y'],
    f: ['p', 'q'],
  })
})

test('a list of hashes keeps its order, and signs are decoded', () => {
  expect(decodeForm('l[10][n]=b&l[2][n]=a&t=1+1%3D2%26%E2%82%AC&metadata[a.b-c]=x')).toEqual({
    l: [{ n: 'a' }, { n: 'b' }],
    t: '1 1=2&€',
    metadata: { 'a.b-c': 'x' },
  })
})

test('a name cannot reach the prototype', () => {
  decodeForm('__proto__[polluted]=1&constructor[prototype][polluted]=1')
  expect({}).not.toHaveProperty('polluted')
})

test('every type of the SDK may be listened to', () => {
  expect(eventTypes.size).toBe(275)
  for (const type of ['charge.dispute.funds_withdrawn', 'v2.core.event', 'radar.early_fraud_warning.updated'])
    expect([type, eventTypes.has(type)]).toEqual([type, !type.startsWith('v2')])
})

test('test cards and test accounts pass the checks of real ones', () => {
  expect(cards.filter(({ number }) => !isCardNumber(number))).toEqual([])
  expect(isCardNumber('4242424242424241')).toBe(false)
  for (const iban of [
    'AT321904300235473204',
    'AT861904300235473202',
    'AT611904300234573201',
    'DE89370400440532013000',
  ])
    expect([iban, isIban(iban)]).toEqual([iban, true])
  expect(isIban('AT321904300235473205')).toBe(false)
})
