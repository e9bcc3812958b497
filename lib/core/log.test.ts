import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { loggable } from './log'

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
