import { expect, test } from 'vitest'
import { initialsOf } from './initials'

test('a name of any script is shown by the first letters of its first two words', () => {
  expect(initialsOf('Demo Telecom')).toBe('DT')
  expect(initialsOf('  νησί ')).toBe('Ν')
  expect(initialsOf('شركة النخيل')).toBe('شا')
  expect(initialsOf('(Palm) 7 Seas')).toBe('P7')
})

test('a sign that is no letter is left out, or shown whole: half of it would break the page', () => {
  expect(initialsOf('🏝️ Island Mobile')).toBe('IM')
  expect(initialsOf('🏝')).toBe('🏝')
  expect(initialsOf('')).toBe('')
})
