import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { endUsers, tenants, tokens } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { hashToken, newToken } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { Email } from './accounts'
import type { Context } from './context'
import { isOpenInvite } from './invites'
import type { Tenant } from './organizations'
import type { User } from './sessions'
import { throttle } from './throttle'

/** An end user who is signed in: his verbs see and touch only his own rows. */
export type Buyer = Context & {
  readonly endUserId: string
  readonly actor: { kind: 'user'; id: string; role: 'endUser' }
  readonly tenant: Tenant
  readonly user: User
}

/**
 * What a person is to an organization as a buyer; null for who has no account with it. An equal address alone proves
 * nothing: an account may be made with any, so only who opened a link in the mail of an end user is that end user.
 */
export async function findBuyer(tenantId: string, user: User): Promise<Buyer | null> {
  const [found] = await db
    .select({
      endUserId: endUsers.id,
      tenant: {
        id: tenants.id,
        slug: tenants.slug,
        name: tenants.name,
        currency: tenants.currency,
        timezone: tenants.timezone,
      },
    })
    .from(endUsers)
    .innerJoin(tenants, eq(tenants.id, endUsers.tenantId))
    .where(and(eq(endUsers.tenantId, tenantId), eq(endUsers.userId, user.id)))
  return found ? { tenantId, ...found, actor: { kind: 'user', id: user.id, role: 'endUser' }, user } : null
}

export const AccountInput = z.object({ email: Email })

type Shop = { tenantId: string; id: string; name: string; supportEmail: string | null }

const linkHours = 24

/**
 * Mails the link with which an account with the organization of a store is made. Whoever asks learns nothing; an
 * earlier link to the same address ends. Throws `limit` when it is asked too often.
 */
export async function mailAccountLink(
  { tenantId, id, name, supportEmail }: Shop,
  { email }: z.output<typeof AccountInput>,
  ip: string,
): Promise<void> {
  await throttle('accountPerIp', ip)
  await throttle('accountPerEmail', `${id} ${email}`)
  const token = newToken()
  const expiresAt = new Date(Date.now() + linkHours * 3_600_000)
  await db.transaction(async (tx) => {
    const earlier = and(eq(tokens.tenantId, tenantId), eq(tokens.email, email), eq(tokens.role, 'endUser'))
    await tx.update(tokens).set({ usedAt: new Date() }).where(and(earlier, isOpenInvite()))
    const hash = hashToken(token)
    await tx.insert(tokens).values({ hash, kind: 'invite', email, tenantId, role: 'endUser', expiresAt })
    await enterTenant(tx, tenantId)
    await queueMail(tx, {
      to: email,
      template: 'buyerAccount',
      props: { url: `${env.APP_URL}/invite/${token}`, store: name },
      senderName: name,
      replyTo: supportEmail ?? undefined,
    })
  })
}

/** Inside the tenant: the end user of a proved address has this account from now on. */
export async function linkEndUser(tx: Tx, email: string, userId: string, name: string): Promise<void> {
  // An account is one person: of an address that he had before it is no longer.
  await tx.update(endUsers).set({ userId: null }).where(eq(endUsers.userId, userId))
  await tx
    .insert(endUsers)
    .values({ email, userId, name })
    .onConflictDoUpdate({ target: [endUsers.tenantId, endUsers.email], set: { userId } })
}
