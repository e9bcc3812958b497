import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { loggable, scrub } from './log'

test('a query that failed is logged without the people it asked about', () => {
  const cause = new Error('terminating connection due to administrator command')
  const error = new DrizzleQueryError(
    'select * from users where email = $1',
    ['ada@example.test', 'two\nlines'],
    cause,
  )
  const text = JSON.stringify(loggable(new Error('outer', { cause: error })))
  const direct = JSON.stringify(loggable(error))
  for (const each of [text, direct]) {
    expect(each).not.toMatch(/ada@|two/)
    expect(each).toContain('select * from users')
  }
  expect(direct).toContain('administrator command')
})

test.each([
  ['a secret key of Stripe', 'sk_test_plainly_fake_key'],
  ['a key of Mollie', `test_${'fake'.repeat(8)}`],
  ['an activation code', 'LPA:1$smdp.example.test$FAKE-CODE'],
  ['a card number', '4242 4242 4242 4242'],
])('%s does not stand in a log, not even inside a sentence', (_, secret) => {
  expect(scrub(`The call with ${secret} failed.`)).toBe('The call with [hidden] failed.')
})
