import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { tokens, users } from '@/db/schema'
import { hashToken } from '@/lib/core/secrets'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { signIn } from './accounts'
import { mailReset } from './jobs'
import { hashPassword } from './passwords'
import { changePassword, isResetOpen, requestReset, resetPassword } from './passwords-reset'
import { endSession, findSession, listSessions, startSession } from './sessions'

let serial = 0
const place = () => ({ ip: `198.51.100.${++serial}`, userAgent: 'Test' })
const [old, fresh] = ['horse staple lamp', 'seven purple kettles']

async function makeUser() {
  const values = {
    email: `someone${++serial}@example.test`,
    name: 'Someone',
    passwordHash: await hashPassword(old),
  }
  const [user] = await db.insert(users).values(values).returning()
  return user!
}

async function mailedToken(email: string): Promise<string> {
  await requestReset(email, place())
  await runJobs([mailReset])
  const mails = await mailsTo(email)
  return tokenIn(mails.findLast(({ template }) => template === 'resetPassword'))
}

test('a mailed link sets a new password, once, and ends every session', async () => {
  const user = await makeUser()
  const session = await startSession(user.id, 'Test')
  const token = await mailedToken(user.email)

  const tries = [fresh, 'other green bicycles'].map((password) => resetPassword(token, password, place()))
  const done = await Promise.allSettled(tries)

  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'precondition' } })
  expect(await findSession(session)).toBeNull()
  expect(await isResetOpen(token)).toBe(false)
  await expect(signIn({ email: user.email, password: old }, place())).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})

test('an address without an account gets the same answer and no mail', async () => {
  const nobody = `nobody${++serial}@example.test`
  await expect(requestReset(nobody, place())).resolves.toBeUndefined()
  await runJobs([mailReset])
  expect(await mailsTo(nobody)).toEqual([])
})

test('a link that has run out does nothing', async () => {
  const { email } = await makeUser()
  const token = await mailedToken(email)
  await db
    .update(tokens)
    .set({ expiresAt: new Date(0) })
    .where(eq(tokens.hash, hashToken(token)))
  expect(await isResetOpen(token)).toBe(false)
  await expect(resetPassword(token, fresh, place())).rejects.toMatchObject({ code: 'precondition' })
})

test('the link itself is kept nowhere in plain', async () => {
  const { email } = await makeUser()
  const token = await mailedToken(email)
  expect(await db.$count(tokens, eq(tokens.hash, token))).toBe(0)
  const { rows } = await db.execute(`select payload::text as text from graphile_worker._private_jobs`)
  expect(JSON.stringify(rows)).not.toContain(token)
  expect(JSON.stringify(rows)).not.toContain(email)
})

test('asking for links again and again is stopped alike for everyone', async () => {
  const { email } = await makeUser()
  for (const each of [email, `nobody${++serial}@example.test`]) {
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => requestReset(each, place())))
    expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  }
})

test('a changed password keeps this session, ends the others and voids mailed links', async () => {
  const user = await makeUser()
  const [here, there] = [await startSession(user.id, 'Here'), await startSession(user.id, 'There')]
  const token = await mailedToken(user.email)

  await changePassword(user, here, { current: old, password: fresh }, place())

  expect(await findSession(here)).toMatchObject({ id: user.id })
  expect(await findSession(there)).toBeNull()
  expect(await isResetOpen(token)).toBe(false)
  expect((await mailsTo(user.email)).map(({ template }) => template)).toContain('passwordChanged')
  await expect(signIn({ email: user.email, password: fresh }, place())).resolves.toMatch(/^ses_/)
})

test('a wrong present password changes nothing', async () => {
  const user = await makeUser()
  const [here, there] = [await startSession(user.id, 'Here'), await startSession(user.id, 'There')]
  const change = changePassword(user, here, { current: 'not this one', password: fresh }, place())
  await expect(change).rejects.toMatchObject({ detail: { fields: { current: [expect.any(String)] } } })
  expect(await findSession(there)).not.toBeNull()
})

test('an ended session is nobody at once, and nobody ends the session of another', async () => {
  const [one, other] = [await makeUser(), await makeUser()]
  const session = await startSession(one.id, 'Phone')
  await expect(endSession(other.id, session)).rejects.toMatchObject({ code: 'not_found' })
  expect(await listSessions(one.id)).toMatchObject([{ id: session, userAgent: 'Phone' }])
  await endSession(one.id, session)
  expect(await findSession(session)).toBeNull()
  expect(await listSessions(one.id)).toEqual([])
})
