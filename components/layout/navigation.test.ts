import { expect, test } from 'vitest'
import { hereOf } from './navigation'

const groups = [
  { items: [{ href: '/admin/demo', label: 'Dashboard' }] },
  { items: [{ href: '/admin/demo/settings/store', label: 'e-SIM Store' }] },
  { items: [{ href: '/admin/demo/settings', label: 'Settings' }] },
]
const here = (path: string) => hereOf(path, groups, '/admin/demo')

test('the navigation marks one place: the nearest to the page', () => {
  expect(here('/admin/demo')).toBe('/admin/demo')
  expect(here('/admin/demo/settings/store')).toBe('/admin/demo/settings/store')
  expect(here('/admin/demo/settings/team')).toBe('/admin/demo/settings')
  expect(here('/admin/demo/elsewhere')).toBeUndefined()
})
