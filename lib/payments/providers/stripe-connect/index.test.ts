import { expect, test } from 'vitest'
import { currency, parseDecimal } from '@/lib/core/money'
import { stripeConnect } from './index'

test('a part of a payment that Stripe cannot give back is refused before anything is promised', () => {
  const part = (text: string) => () => stripeConnect.assertRefundable(parseDecimal(text, currency('KWD')))
  expect(part('1.005')).toThrow(/steps of 0.010/)
  expect(part('1.010')).not.toThrow()
})
