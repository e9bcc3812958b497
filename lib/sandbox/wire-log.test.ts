import { expect, test } from 'vitest'
import { mask } from './wire-log'

test.each([
  ['key=pk_test_1&secret=sk_test_fakeFAKE', 'key=pk_test_1&secret=sk_test_***'],
  ['{"client_secret":"pi_1_secret_abc"}', '{"client_secret":"***"}'],
  ['{"client_secret":null}', '{"client_secret":null}'],
  [
    '/v1/payment_intents/pi_1?client_secret=pi_1_secret_abc&x=1',
    '/v1/payment_intents/pi_1?client_secret=***&x=1',
  ],
  ['payment_method_data[card][number]=4242424242424242&x=1', 'payment_method_data[card][number]=***&x=1'],
  ['card[number]=4242424242424242&card[cvc]=123', 'card[number]=***&card[cvc]=***'],
  ['card%5Bnumber%5D=4242%204242', 'card%5Bnumber%5D=***'],
  ['{"card":{"number":"4242424242424242","cvc":"123"}}', '{"card":{"number":"***","cvc":"***"}}'],
  ['{"iccid":"8944538532008160222"}', '{"iccid":"8944538532008160222"}'],
])('%s is shown as %s', (text, shown) => expect(mask(text)).toBe(shown))
