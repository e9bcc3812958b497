import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { endUsers, users } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { makeCompany, makeStore, makeTenant } from '@/lib/testing/make'
import { findBuyer, mailAccountLink } from './buyers'
import type { Context } from './context'
import { saveEndUser } from './end-users'
import { invite, listInvites } from './invites'
import { acceptInvite, acceptInviteAs } from './invites-accept'
import { findMembership } from './organizations'
import { findSession } from './sessions'

let serial = 0
const place = () => ({ ip: `203.0.113.${++serial}`, userAgent: 'Test' })
const address = () => `buyer${process.pid}n${++serial}@example.test`
const password = 'four green bicycles'

async function open() {
  const owner = await makeTenant()
  const store = await makeStore(owner)
  const ask = async (email: string) => {
    await mailAccountLink(store, { email }, place().ip)
    return tokenIn((await mailsTo(email)).at(-1))
  }
  return { owner, store, ask }
}

const peopleOf = (owner: Context) => inTenant(owner, (tx) => tx.select().from(endUsers))

async function makeUser(email: string) {
  const [user] = await db.insert(users).values({ email, name: 'Known', passwordHash: 'none' }).returning()
  return user!
}

test('who opens the link in the mail has an account, and is the end user of that address', async () => {
  const { owner, ask } = await open()
  const company = await makeCompany(owner)
  const email = address()
  const { id } = await saveEndUser(owner, { email, name: 'Ada', companyId: company.id })
  const { sessionId, slug } = await acceptInvite(await ask(email), { name: 'Ada', password }, place())
  const user = await findSession(sessionId)
  expect(await findBuyer(owner.tenantId, user!)).toMatchObject({
    ...{ tenantId: owner.tenantId, endUserId: id },
    actor: { kind: 'user', id: user!.id, role: 'endUser' },
  })
  expect(await findMembership(user!.id, slug)).toMatchObject({ role: 'endUser', companyId: null })
  expect(await peopleOf(owner)).toMatchObject([{ id, companyId: company.id, userId: user!.id }])
})

test('one whom the organization did not know is an end user of it from then on', async () => {
  const { owner, ask } = await open()
  const email = address()
  await acceptInvite(await ask(email), { name: 'Bruno', password }, place())
  expect(await peopleOf(owner)).toMatchObject([{ email, name: 'Bruno', companyId: null }])
})

test('an account that was made with the address of an end user is not that end user', async () => {
  const { owner } = await open()
  const email = address()
  await saveEndUser(owner, { email, name: 'Ada', companyId: null })
  expect(await findBuyer(owner.tenantId, await makeUser(email))).toBeNull()
})

test('a link works once, and a newer one ends it', async () => {
  const { ask } = await open()
  const user = await makeUser(address())
  const [first, second] = [await ask(user.email), await ask(user.email)]
  await expect(acceptInviteAs(user, first)).rejects.toMatchObject({ code: 'precondition' })
  const tries = await Promise.allSettled([acceptInviteAs(user, second), acceptInviteAs(user, second)])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a link lets in only the person it was sent to', async () => {
  const { owner, ask } = await open()
  const token = await ask(address())
  const other = await makeUser(address())
  await expect(acceptInviteAs(other, token)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await findBuyer(owner.tenantId, other)).toBeNull()
})

test('an account with one organization is none with another', async () => {
  const { ask } = await open()
  const elsewhere = await open()
  const user = await makeUser(address())
  await acceptInviteAs(user, await ask(user.email))
  expect(await findBuyer(elsewhere.owner.tenantId, user)).toBeNull()
})

test('once staff write another address for an end user, the account with the old one is no longer his', async () => {
  const { owner, ask } = await open()
  const user = await makeUser(address())
  await acceptInviteAs(user, await ask(user.email))
  const { endUserId: id } = (await findBuyer(owner.tenantId, user))!
  await saveEndUser(owner, { id, email: user.email, name: 'Renamed', companyId: null })
  expect(await findBuyer(owner.tenantId, user)).not.toBeNull()
  await saveEndUser(owner, { id, email: address(), name: 'Renamed', companyId: null })
  expect(await findBuyer(owner.tenantId, user)).toBeNull()
  await acceptInviteAs(user, await ask(user.email))
  expect((await findBuyer(owner.tenantId, user))!.endUserId).not.toBe(id)
})

test('links of buyers are no invitations into the team, and those end none of them', async () => {
  const { owner, ask } = await open()
  const user = await makeUser(address())
  const token = await ask(user.email)
  expect(await listInvites(owner)).toEqual([])
  await invite(owner, { email: user.email, role: 'viewer' })
  expect(await listInvites(owner)).toHaveLength(1)
  await acceptInviteAs(user, token)
  expect(await findBuyer(owner.tenantId, user)).not.toBeNull()
})

test('staff who open it keep their role, and are a buyer too', async () => {
  const { owner, ask } = await open()
  const [user] = await db.select().from(users).where(eq(users.id, owner.actor.id))
  const slug = await acceptInviteAs(user!, await ask(user!.email))
  expect(await findMembership(user!.id, slug)).toMatchObject({ role: 'owner' })
  expect(await findBuyer(owner.tenantId, user!)).not.toBeNull()
})

test('nobody can have an address flooded with links', async () => {
  const { store } = await open()
  const email = address()
  for (let tries = 0; tries < 5; tries++) await mailAccountLink(store, { email }, place().ip)
  await expect(mailAccountLink(store, { email }, place().ip)).rejects.toMatchObject({ code: 'limit' })
})
