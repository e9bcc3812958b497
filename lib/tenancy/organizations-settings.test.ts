import { expect, test } from 'vitest'
import { makeMember, makeTenant } from '@/lib/testing/make'
import { getOrganization, OrganizationSettings, saveOrganization } from './organizations-settings'

const typed = { name: 'Acme', currency: 'USD', timezone: 'Europe/Berlin' }

test('what an owner saves is what the page shows, and parts may stay empty', async () => {
  const owner = await makeTenant()
  const input = OrganizationSettings.parse({
    ...typed,
    country: 'DE',
    phone: '+49 30 1234567',
    city: 'Berlin',
  })
  await saveOrganization(owner, input)
  expect(await getOrganization(owner)).toEqual(input)
})

test('it changes nothing of another organization', async () => {
  const [owner, stranger] = [await makeTenant(), await makeTenant()]
  const before = await getOrganization(owner)
  await saveOrganization(stranger, OrganizationSettings.parse(typed))
  expect(await getOrganization(owner)).toEqual(before)
})

test('a viewer may look and not change', async () => {
  const viewer = await makeMember((await makeTenant()).tenantId, 'viewer')
  const seen = await getOrganization(viewer)
  await expect(saveOrganization(viewer, seen)).rejects.toMatchObject({ code: 'forbidden' })
})

test.each([
  ['currency', 'XXZ'],
  ['timezone', 'Mars/Olympus'],
  ['country', 'QQ'],
  ['phone', '12'],
  ['contactEmail', 'nobody'],
  ['name', ' '],
])('a wrong %s is refused at its field', (field, value) => {
  const { error } = OrganizationSettings.safeParse({ ...typed, [field]: value })
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field])
})
