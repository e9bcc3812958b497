import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { tokens, users } from '@/db/schema'
import { env } from '@/lib/core/env'
import { AppError, invalidField } from '@/lib/core/error'
import { hashToken, seal } from '@/lib/core/secrets'
import { enqueue } from '@/lib/jobs/enqueue'
import { queueMail } from '@/lib/mail/jobs'
import { mailReset } from './jobs'
import { checkPassword, hashPassword, NewPassword } from './passwords'
import { endSessions, type User } from './sessions'
import { type Origin, throttle } from './throttle'

export const PasswordChange = z.object({
  current: z.string().min(1, 'Enter your present password.').max(200),
  password: NewPassword,
})

/** Asks for a link to set a new password. The same answer, in the same time, whether the address has an account. */
export async function requestReset(email: string, origin: Origin): Promise<void> {
  await throttle('forgotPerIp', origin.ip)
  await throttle('forgotPerEmail', email)
  const sealedEmail = seal(email)
  await db.transaction((tx) => enqueue(tx, mailReset, { sealedEmail }))
}

const isOpen = (token: string) =>
  and(
    eq(tokens.hash, hashToken(token)),
    eq(tokens.kind, 'reset'),
    isNull(tokens.usedAt),
    gt(tokens.expiresAt, new Date()),
  )

/** Whether a link still works, before someone types a password. */
export async function isResetOpen(token: string): Promise<boolean> {
  return (await db.select({ kind: tokens.kind }).from(tokens).where(isOpen(token))).length > 0
}

/** Sets the password by a mailed link, which works once, and ends every session. Throws `precondition` for a used one. */
export async function resetPassword(token: string, password: string, origin: Origin): Promise<void> {
  await throttle('tokenPerIp', origin.ip)
  const passwordHash = await hashPassword(NewPassword.parse(password))
  await db.transaction(async (tx) => {
    const [used] = await tx
      .update(tokens)
      .set({ usedAt: new Date() })
      .where(isOpen(token))
      .returning({ email: tokens.email })
    if (!used)
      throw new AppError('precondition', 'This link was used already or has run out. Ask for a new one.')
    const [user] = await tx
      .update(users)
      .set({ passwordHash })
      .where(eq(users.email, used.email))
      .returning({ id: users.id, email: users.email })
    await closeOtherLinks(tx, used.email)
    if (user) await endSessions(user.id, null, tx)
    await tellChanged(tx, used.email)
  })
}

/** A new password for oneself; every other session ends. Throws `invalid` when the present one is wrong. */
export async function changePassword(
  user: User,
  sessionId: string,
  { current, password }: z.output<typeof PasswordChange>,
  { ip }: Origin,
): Promise<void> {
  await throttle('signInPerPerson', `${user.email} ${ip}`)
  const [kept] = await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, user.id))
  if (!(await checkPassword(current, kept?.hash)))
    throw invalidField('current', 'This is not your present password.')
  const passwordHash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id))
    await closeOtherLinks(tx, user.email)
    await endSessions(user.id, sessionId, tx)
    await tellChanged(tx, user.email)
  })
}

const closeOtherLinks = (tx: Tx, email: string) =>
  tx
    .update(tokens)
    .set({ usedAt: new Date() })
    .where(and(eq(tokens.email, email), eq(tokens.kind, 'reset'), isNull(tokens.usedAt)))

const tellChanged = (tx: Tx, email: string) =>
  queueMail(tx, {
    to: email,
    template: 'passwordChanged',
    props: { forgotUrl: `${env.APP_URL}/forgot-password` },
  })
