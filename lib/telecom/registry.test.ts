import { expect, test } from 'vitest'
import { findTelecom, telecomNamed, telecomProviders } from './registry'

test('own stock needs no credentials and can do nothing by itself', () => {
  expect(telecomNamed('stock').connect({}, { url: '' })).toEqual({})
})

test('a telecom that nobody knows does not exist', () => {
  expect(findTelecom('nobody')).toBeUndefined()
  expect(() => telecomNamed('nobody')).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('credentials that do not fit are refused before any call, with the way to mend them', () => {
  expect(() => telecomNamed('esim-go').connect({ apiKey: 'short' }, { url: '' })).toThrow('API Details')
})

test('every telecom has its own name, and a label for each field of its form', () => {
  expect(new Set(telecomProviders.map(({ name }) => name)).size).toBe(telecomProviders.length)
  for (const { credentials } of telecomProviders)
    for (const field of Object.values(credentials.shape)) expect(field.description).toBeTruthy()
})
