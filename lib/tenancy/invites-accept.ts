import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { memberships, tenants, tokens, users } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { AppError, invalidField } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { findUser, insertUser, PersonName } from './accounts'
import { audit } from './audit'
import { linkEndUser } from './buyers'
import { isOpenInvite } from './invites'
import { checkPassword, hashPassword, NewPassword } from './passwords'
import type { Role } from './permissions'
import { startSession, type User } from './sessions'
import { type Origin, throttle } from './throttle'

/** The new person chooses a name and a password; one who has an account gives the password of it. */
export const Acceptance = z.object({ name: z.string().optional(), password: z.string().max(200) })

export type OpenInvite = {
  organization: string
  slug: string
  email: string
  role: Role
  hasAccount: boolean
}

/** What an invitation link is for; null when it was used, withdrawn, has run out or never was. */
export async function findInvite(token: string): Promise<OpenInvite | null> {
  const [found] = await db
    .select({ organization: tenants.name, slug: tenants.slug, email: tokens.email, role: tokens.role })
    .from(tokens)
    .innerJoin(tenants, eq(tenants.id, tokens.tenantId))
    .where(and(eq(tokens.hash, hashToken(token)), isOpenInvite()))
  if (!found?.role) return null
  return { ...found, role: found.role, hasAccount: Boolean(await findUser(found.email)) }
}

async function needInvite(token: string): Promise<OpenInvite> {
  const found = await findInvite(token)
  if (!found)
    throw new AppError(
      'precondition',
      'This invitation was used already or has run out. Ask for a new one in the organization.',
    )
  return found
}

/** Joins the team by a link and signs in. Out: session and slug. The link works once. */
export async function acceptInvite(
  token: string,
  { name, password }: z.output<typeof Acceptance>,
  origin: Origin,
): Promise<{ sessionId: string; slug: string }> {
  await throttle('tokenPerIp', origin.ip)
  const { email, slug } = await needInvite(token)
  const known = await findUser(email)
  if (known && !(await checkPassword(password, known.passwordHash)))
    throw invalidField('password', `This is not the password of ${email}. Try again, or set a new one.`)
  const fresh = known ? null : await newPerson(name, password)
  return db.transaction(async (tx) => {
    const userId = known?.id ?? (fresh && (await insertUser(tx, { email, ...fresh })))
    if (!userId) throw new AppError('conflict', 'This address has just got an account. Load the page again.')
    const sessionId = await startSession(userId, origin.userAgent, tx)
    await join(tx, token, userId)
    return { slug, sessionId }
  })
}

const NewPerson = z.object({ name: PersonName, password: NewPassword })

async function newPerson(name: string | undefined, password: string) {
  const chosen = NewPerson.parse({ name: name ?? '', password })
  return { name: chosen.name, passwordHash: await hashPassword(chosen.password) }
}

/** Joins as the person who is signed in, when the invitation is to his address. Out: the slug. */
export async function acceptInviteAs(user: User, token: string): Promise<string> {
  const { email, slug } = await needInvite(token)
  if (email !== user.email)
    throw new AppError('forbidden', `This invitation is for ${email}. Sign in with that address.`)
  await db.transaction((tx) => join(tx, token, user.id))
  return slug
}

/** Uses the link up and adds the membership. End users become staff; staff keep their role. Ends as the tenant. */
async function join(tx: Tx, token: string, userId: string): Promise<void> {
  const [used] = await tx
    .update(tokens)
    .set({ usedAt: new Date() })
    .where(and(eq(tokens.hash, hashToken(token)), isOpenInvite()))
    .returning()
  if (!used?.tenantId || !used.role)
    throw new AppError('precondition', 'This invitation was used a moment ago. Sign in to go on.')
  const { tenantId, role, companyId, email } = used
  await tx
    .insert(memberships)
    .values({ tenantId, userId, role, companyId })
    .onConflictDoUpdate({
      target: [memberships.tenantId, memberships.userId],
      set: { role, companyId },
      setWhere: sql`${memberships.role} = 'endUser'`,
    })
  const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId))
  await enterTenant(tx, tenantId)
  if (role === 'endUser') await linkEndUser(tx, email, userId, user!.name)
  const ctx = { tenantId, actor: { kind: 'user', id: userId, role } } as const
  await audit(tx, ctx, 'member.joined', userId, { role, companyId })
}
