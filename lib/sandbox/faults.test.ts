import { expect, test } from 'vitest'
import { pathFits } from './faults'

test.each([
  ['/v1/refunds', '/v1/refunds', true],
  ['/v1/payment_intents', '/v1/payment_intents/pi_1/confirm', true],
  ['/v1/refund', '/v1/refunds', false],
  ['/orders', '/esim-go/v2.5/orders', true],
  ['/v1/*/confirm', '/v1/payment_intents/pi_1/confirm', true],
  ['/v1/*/confirm', '/v1/payment_intents/pi_1/cancel', false],
  ['/v2.5/*', '/v2x5/orders', false],
])('a fault for %s meets a call to %s: %s', (wanted, path, fits) => expect(pathFits(wanted, path)).toBe(fits))
