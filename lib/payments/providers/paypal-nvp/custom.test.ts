import { expect, test } from 'vitest'
import { pack, unpack, withToken } from './custom'

const token = `EC-${'A'.repeat(17)}`

test('what finds a payment again goes through one free text, with the token that it was begun by', () => {
  const metadata = { order_id: 'ord_1', payment_id: 'pay_1', installation: 'inst_1' }
  expect(unpack(pack(metadata))).toEqual({ metadata, token: undefined })
  expect(unpack(withToken(pack(metadata), token))).toEqual({ metadata, token })
})

test('of too much the two that must go through go through, and it is never longer than PayPal keeps', () => {
  const metadata = {
    order_id: 'x'.repeat(300),
    note: 'ü'.repeat(20),
    payment_id: 'pay_1',
    installation: 'inst_1',
  }
  const packed = pack(metadata)
  expect(withToken(packed, token).length).toBeLessThanOrEqual(256)
  expect(unpack(packed).metadata).toMatchObject({ payment_id: 'pay_1', installation: 'inst_1' })
})

test('a text that is not ours is about no payment of ours', () => {
  for (const text of [undefined, '', 'order 17', '{"a":1}'])
    expect(unpack(text).metadata.payment_id).toBeUndefined()
})
