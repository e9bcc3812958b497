import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { tenants, tokens, users } from '@/db/schema'
import { hashToken } from '@/lib/core/secrets'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { makeCompany, makeMember, makeTenant } from '@/lib/testing/make'
import type { Context } from './context'
import { invite, listInvites, withdrawInvite } from './invites'
import { acceptInvite, acceptInviteAs, findInvite } from './invites-accept'
import { listMembers } from './members'
import { hashPassword } from './passwords'
import { findSession } from './sessions'

let serial = 0
const place = () => ({ ip: `203.0.113.${++serial}`, userAgent: 'Test' })
const address = () => `guest${++serial}@example.test`
const password = 'four green bicycles'

async function invited(ctx: Context, email: string, with_ = {}): Promise<string> {
  await invite(ctx, { email, role: 'support', ...with_ })
  return tokenIn((await mailsTo(email)).at(-1))
}

async function makeUser(email: string) {
  const values = { email, name: 'Known', passwordHash: await hashPassword(password) }
  return (await db.insert(users).values(values).returning())[0]!
}

const roleOf = async (ctx: Context, email: string) =>
  (await listMembers(ctx)).find((member) => member.email === email)?.role

test('a new person joins with a name and a password, once, and is signed in', async () => {
  const owner = await makeTenant()
  const email = address()
  const token = await invited(owner, email)
  expect(await findInvite(token)).toMatchObject({ email, role: 'support', hasAccount: false })

  const { sessionId, slug } = await acceptInvite(token, { name: 'Guest', password }, place())

  expect(await findSession(sessionId)).toMatchObject({ email, name: 'Guest' })
  const [tenant] = await db.select().from(tenants).where(eq(tenants.slug, slug))
  expect(tenant?.id).toBe(owner.tenantId)
  expect(await roleOf(owner, email)).toBe('support')
  await expect(acceptInvite(token, { name: 'Again', password }, place())).rejects.toMatchObject({
    code: 'precondition',
  })
})

test('a link used twice at once lets in once', async () => {
  const owner = await makeTenant()
  const user = await makeUser(address())
  const token = await invited(owner, user.email)
  const tries = await Promise.allSettled([acceptInviteAs(user, token), acceptInviteAs(user, token)])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('one who has an account needs its password', async () => {
  const owner = await makeTenant()
  const { email } = await makeUser(address())
  const token = await invited(owner, email)
  await expect(acceptInvite(token, { password: 'another long password' }, place())).rejects.toMatchObject({
    detail: { fields: { password: [expect.any(String)] } },
  })
  await acceptInvite(token, { password }, place())
  expect(await roleOf(owner, email)).toBe('support')
})

test('an invitation lets in only the person it was sent to', async () => {
  const owner = await makeTenant()
  const token = await invited(owner, address())
  const other = await makeUser(address())
  await expect(acceptInviteAs(other, token)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await findInvite(token)).not.toBeNull()
})

test('a second invitation replaces the first, and both end in time', async () => {
  const owner = await makeTenant()
  const email = address()
  const [first, second] = [await invited(owner, email), await invited(owner, email, { role: 'viewer' })]
  expect(await findInvite(first)).toBeNull()
  expect(await findInvite(second)).toMatchObject({ role: 'viewer' })
  await db
    .update(tokens)
    .set({ expiresAt: new Date(0) })
    .where(eq(tokens.hash, hashToken(second)))
  expect(await findInvite(second)).toBeNull()
})

test('invitations of another organization do not exist', async () => {
  const [owner, stranger] = [await makeTenant(), await makeTenant()]
  const token = await invited(owner, address())
  expect(await listInvites(stranger)).toEqual([])
  await expect(withdrawInvite(stranger, hashToken(token))).rejects.toMatchObject({ code: 'not_found' })
  expect(await findInvite(token)).not.toBeNull()
  await withdrawInvite(owner, (await listInvites(owner))[0]!.id)
  expect(await findInvite(token)).toBeNull()
})

test('nobody is invited into a company of another organization', async () => {
  const [owner, stranger] = [await makeTenant(), await makeTenant()]
  const { id: companyId } = await makeCompany(stranger)
  await expect(invite(owner, { email: address(), role: 'company', companyId })).rejects.toMatchObject({
    detail: { fields: { companyId: [expect.any(String)] } },
  })
})

test('who may not change the team invites nobody, and an admin no owners', async () => {
  const owner = await makeTenant()
  const [support, admin] = [
    await makeMember(owner.tenantId, 'support'),
    await makeMember(owner.tenantId, 'admin'),
  ]
  await expect(invite(support, { email: address(), role: 'viewer' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(invite(admin, { email: address(), role: 'owner' })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('a member is not invited again', async () => {
  const owner = await makeTenant()
  const [member] = await listMembers(owner)
  await expect(invite(owner, { email: member!.email, role: 'viewer' })).rejects.toMatchObject({
    detail: { fields: { email: [expect.any(String)] } },
  })
})
