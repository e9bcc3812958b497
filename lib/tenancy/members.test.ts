import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { audits, memberships, tenants } from '@/db/schema'
import { makeCompany, makeMember, makeTenant } from '@/lib/testing/make'
import type { Context } from './context'
import { changeRole, listMembers, removeMember } from './members'
import { findMembership } from './organizations'

const ownersOf = ({ tenantId }: Context) =>
  db.$count(memberships, and(eq(memberships.tenantId, tenantId), eq(memberships.role, 'owner')))

const slugOf = async ({ tenantId }: Context) =>
  (await db.select({ slug: tenants.slug }).from(tenants).where(eq(tenants.id, tenantId)))[0]!.slug

test('the last owner can neither leave nor become less', async () => {
  const owner = await makeTenant()
  const { id: userId } = owner.actor
  await expect(removeMember(owner, userId)).rejects.toMatchObject({ code: 'precondition' })
  await expect(changeRole(owner, { userId, role: 'admin' })).rejects.toMatchObject({ code: 'precondition' })
  expect(await ownersOf(owner)).toBe(1)
})

test('of two owners who leave at once, one stays', async () => {
  const owners = await Promise.all(Array.from({ length: 8 }, () => makeTenant()))
  const pairs = await Promise.all(
    owners.map(async (owner) => [owner, await makeMember(owner.tenantId, 'owner')] as const),
  )
  await Promise.allSettled(pairs.flat().map((each) => removeMember(each, each.actor.id)))
  expect(await Promise.all(owners.map(ownersOf))).toEqual(owners.map(() => 1))
})

test('an admin neither makes owners nor touches them', async () => {
  const owner = await makeTenant()
  await makeMember(owner.tenantId, 'owner')
  const admin = await makeMember(owner.tenantId, 'admin')
  await expect(changeRole(admin, { userId: admin.actor.id, role: 'owner' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(removeMember(admin, owner.actor.id)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await ownersOf(owner)).toBe(2)
})

test('who may not change the team may still leave it', async () => {
  const owner = await makeTenant()
  const viewer = await makeMember(owner.tenantId, 'viewer')
  const other = await makeMember(owner.tenantId, 'viewer')
  await expect(removeMember(viewer, other.actor.id)).rejects.toMatchObject({ code: 'forbidden' })
  await removeMember(viewer, viewer.actor.id)
  expect(await findMembership(viewer.actor.id, await slugOf(owner))).toBeNull()
})

test('a removed member is out at once, and it is written down who did it', async () => {
  const owner = await makeTenant()
  const support = await makeMember(owner.tenantId, 'support')
  await removeMember(owner, support.actor.id)
  expect(await findMembership(support.actor.id, await slugOf(owner))).toBeNull()
  const [row] = await db.select().from(audits).where(eq(audits.entityId, support.actor.id))
  expect(row).toMatchObject({ action: 'member.removed', actorId: owner.actor.id, tenantId: owner.tenantId })
})

test('company staff belong to a company of their own organization', async () => {
  const [owner, stranger] = [await makeTenant(), await makeTenant()]
  const { id: userId } = (await makeMember(owner.tenantId, 'viewer')).actor
  const [company, foreign] = [await makeCompany(owner), await makeCompany(stranger)]
  for (const companyId of [undefined, foreign.id])
    await expect(changeRole(owner, { userId, role: 'company', companyId })).rejects.toMatchObject({
      detail: { fields: { companyId: [expect.any(String)] } },
    })
  await changeRole(owner, { userId, role: 'company', companyId: company.id })
  expect(await findMembership(userId, await slugOf(owner))).toMatchObject({
    role: 'company',
    companyId: company.id,
  })
})

test('staff of no company at all are let in nowhere', async () => {
  const owner = await makeTenant()
  const lost = await makeMember(owner.tenantId, 'company', null)
  expect(await findMembership(lost.actor.id, await slugOf(owner))).toBeNull()
})

test('the team of another organization does not exist', async () => {
  const [owner, stranger] = [await makeTenant(), await makeTenant()]
  const member = await makeMember(owner.tenantId, 'viewer')
  await expect(removeMember(stranger, member.actor.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(changeRole(stranger, { userId: member.actor.id, role: 'admin' })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await listMembers(stranger)).map(({ userId }) => userId)).toEqual([stranger.actor.id])
})
