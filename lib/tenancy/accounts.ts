import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { addresses, memberships, stores, users } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { queueMail } from '@/lib/mail/jobs'
import { audit } from './audit'
import { listMemberships } from './organizations'
import { claimStoreAddress, insertTenant } from './organizations-slug'
import { checkPassword, hashPassword, NewPassword } from './passwords'
import { startSession } from './sessions'
import { forgive, giveBack, type Origin, throttle } from './throttle'

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'This email address is too long.')
  .pipe(z.email('Enter an email address such as name@example.com.'))

export const PersonName = z.string().trim().min(1, 'Enter your name.').max(80, 'Use at most 80 characters.')
export const OrganizationName = z
  .string()
  .trim()
  .min(2, 'Enter the name of your organization.')
  .max(80, 'Use at most 80 characters.')

export const SignIn = z.object({ email: Email, password: z.string().min(1, 'Enter your password.').max(200) })
export const SignUp = z.object({
  organization: OrganizationName,
  name: PersonName,
  email: Email,
  password: NewPassword,
})

/** The account of an address, in the form in which `Email` gives it. */
export async function findUser(email: string) {
  const [user] = await db.select().from(users).where(eq(users.email, email))
  return user ?? null
}

async function countTries(email: string, { ip }: Origin): Promise<void> {
  await throttle('signInPerIp', ip)
  await throttle('signInPerEmail', email)
  await throttle('signInPerPerson', `${email} ${ip}`)
}

async function forgiveTries(email: string, { ip }: Origin): Promise<void> {
  await giveBack('signInPerIp', ip)
  await giveBack('signInPerEmail', email)
  await forgive('signInPerPerson', `${email} ${ip}`)
}

/**
 * Opens a session. Out: its id. Throws `unauthenticated` in the same words and time whether the address or the password
 * is wrong, and `limit` after too many tries.
 */
export async function signIn({ email, password }: z.output<typeof SignIn>, origin: Origin): Promise<string> {
  await countTries(email, origin)
  const user = await findUser(email)
  if (!(await checkPassword(password, user?.passwordHash)) || !user)
    throw new AppError(
      'unauthenticated',
      'Email and password do not belong together. Check both, or set a new password.',
    )
  await forgiveTries(email, origin)
  return startSession(user.id, origin.userAgent)
}

/**
 * Makes an organization, its owner and its store, and signs the owner in. Out: session and slug. An address that has an
 * account must come with its password, which adds the organization to it; otherwise null: nothing is made, and a mail
 * tells the owner of the address how to go on. The page then says no more than "Check your mail".
 */
export async function signUp(
  input: z.output<typeof SignUp>,
  origin: Origin,
): Promise<{ sessionId: string; slug: string } | null> {
  await throttle('signUpPerIp', origin.ip)
  await countTries(input.email, origin)
  const known = await findUser(input.email)
  const isOwner = known ? await checkPassword(input.password, known.passwordHash) : false
  const passwordHash = known ? '' : await hashPassword(input.password)
  if (isOwner || !known) await forgiveTries(input.email, origin)
  return db.transaction(async (tx) => {
    const userId = known ? known.id : await insertUser(tx, { ...input, passwordHash })
    if (!userId || (known && !isOwner)) {
      await tellOwner(tx, input)
      return null
    }
    const sessionId = await startSession(userId, origin.userAgent, tx)
    return { sessionId, slug: await makeOrganization(tx, input.organization, userId) }
  })
}

/** Makes an account; undefined when the address got one at the same moment. */
export async function insertUser(
  tx: Tx,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
): Promise<string | undefined> {
  const [made] = await tx
    .insert(users)
    .values({ email, name, passwordHash })
    .onConflictDoNothing()
    .returning({ id: users.id })
  return made?.id
}

async function makeOrganization(tx: Tx, name: string, userId: string): Promise<string> {
  const tenant = await insertTenant(tx, name)
  await tx.insert(memberships).values({ tenantId: tenant.id, userId, role: 'owner' })
  const storeId = newId('sto')
  const storeSlug = await claimStoreAddress(tx, tenant.slug, tenant.id, storeId)
  await enterTenant(tx, tenant.id)
  await tx.insert(stores).values({ id: storeId, slug: storeSlug, name })
  const ctx = { tenantId: tenant.id, actor: { kind: 'user', id: userId, role: 'owner' } } as const
  await audit(tx, ctx, 'organization.created', tenant.id, { slug: tenant.slug })
  return tenant.slug
}

const tellOwner = (tx: Tx, { email, organization }: z.output<typeof SignUp>) =>
  queueMail(tx, {
    to: email,
    template: 'alreadyRegistered',
    props: {
      signInUrl: `${env.APP_URL}/sign-in`,
      forgotUrl: `${env.APP_URL}/forgot-password`,
      organization,
    },
  })

/** Where an end user of an organization belongs: the account page of its first store, or the front door without one. */
export async function storeAccountOf(tenantId: string): Promise<string> {
  const [store] = await db
    .select({ key: addresses.key })
    .from(addresses)
    .where(and(eq(addresses.kind, 'store'), eq(addresses.tenantId, tenantId)))
    .orderBy(addresses.entityId)
    .limit(1)
  return store ? `/store/${store.key}/account` : '/'
}

/** Where a person goes after signing in: the first organization by name, or the store where he is an end user. */
export async function homeOf(userId: string): Promise<string> {
  const found = await listMemberships(userId)
  const staff = found.find(({ role }) => role !== 'endUser')
  if (staff) return `/admin/${staff.tenant.slug}`
  return found[0] ? storeAccountOf(found[0].tenant.id) : '/'
}

/** A new name for oneself. */
export async function renameUser(userId: string, name: string): Promise<void> {
  await db
    .update(users)
    .set({ name: PersonName.parse(name) })
    .where(eq(users.id, userId))
}
