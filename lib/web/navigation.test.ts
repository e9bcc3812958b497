import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Role } from '@/lib/tenancy/permissions'
import { beginnings, beginningsFor, places, placesFor, settings, settingsFor } from './navigation'

const portal = join(import.meta.dirname, '../../app/admin/[tenant]')
const as = (role: Role) => ({ actor: { kind: 'user', role } })

test.each([...places, ...settings, ...beginnings].map(({ href }) => href))(
  'the place "%s" has a page',
  (href) => {
    expect(existsSync(join(portal, href, 'page.tsx'))).toBe(true)
  },
)

test('staff of a company find only what is theirs to see', () => {
  expect(placesFor(as('company')).map(({ href }) => href)).toEqual([
    '',
    '/sims',
    '/plans',
    '/companies',
    '/end-users',
    '/wallets',
  ])
  expect(settingsFor(as('company')).map(({ href }) => href)).toEqual(['/settings/profile'])
  expect(beginningsFor(as('company'))).toEqual([])
})

test('an owner finds everything, an end user nothing', () => {
  expect(placesFor(as('owner'))).toEqual(places)
  expect(placesFor(as('endUser'))).toEqual([])
})
