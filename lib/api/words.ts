import type { z } from 'zod'

type Issue = Parameters<z.core.$ZodErrorMap>[0]

const kinds: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object with fields',
}

/** Says what is wrong with a value of a request where its schema has no words of its own. */
export function inWords(issue: Issue): string | undefined {
  const name = issue.path?.length ? issue.path.join('.') : 'The body'
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `${name} is missing.`
      if (Array.isArray(issue.input)) return `${name} may be given only once.`
      return `${name} must be ${kinds[issue.expected] ?? issue.expected}.`
    case 'invalid_value':
      return `${name} must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}.`
    case 'invalid_format':
      return issue.format === 'date' ? `${name} must be a day such as 2026-11-28.` : undefined
    case 'too_small':
      return `${name} must ${measure(issue.origin, 'at least', issue.minimum)}.`
    case 'too_big':
      return `${name} must ${measure(issue.origin, 'at most', issue.maximum)}.`
    case 'unrecognized_keys':
      return unknown(issue)
  }
}

const measure = (origin: string, most: string, limit: number | bigint) =>
  origin === 'string' ? `have ${most} ${limit} characters` : `be ${most} ${limit}`

function unknown({ keys, path, inst }: Extract<Issue, { code: 'unrecognized_keys' }>): string {
  const [first, ...more] = keys.map((key) => [...(path ?? []), key].join('.'))
  const known = Object.keys((inst as z.ZodObject).shape)
  const are = more.length
    ? `There are no fields ${[first, ...more].join(', ')}`
    : `There is no field ${first}`
  return `${are}; there ${known.length > 1 ? 'are' : 'is'} ${known.join(', ')}.`
}
