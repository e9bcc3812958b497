import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm'
import type { z } from 'zod'
import { db } from '@/db/client'
import { memberships, tenants, tokens, users } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { invalidField, notFound } from '@/lib/core/error'
import { hashToken, newToken } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { Email } from './accounts'
import { audit } from './audit'
import type { Context } from './context'
import { authorizeOwners, companyOf, Placement } from './members'
import { authorize, roleLabels } from './permissions'
import { throttle } from './throttle'

export const Invite = Placement.extend({ email: Email })

const inviteDays = 7

/** Invitations that can still be used. */
export const isOpenInvite = () =>
  and(eq(tokens.kind, 'invite'), isNull(tokens.usedAt), gt(tokens.expiresAt, new Date()))

/** Mails an invitation into the team. It replaces an earlier one to the same address. */
export async function invite(ctx: Context, input: z.output<typeof Invite>): Promise<void> {
  authorize(ctx, 'team:write')
  authorizeOwners(ctx, input.role)
  const { email, role } = input
  const companyId = await companyOf(ctx, input)
  await throttle('invitesPerTenant', ctx.tenantId)
  const names = await namesFor(ctx, email)
  const token = newToken()
  const expiresAt = new Date(Date.now() + inviteDays * 86_400_000)
  await db.transaction(async (tx) => {
    await tx
      .update(tokens)
      .set({ usedAt: new Date() })
      .where(and(openOf(ctx), eq(tokens.email, email)))
    const hash = hashToken(token)
    const { tenantId } = ctx
    await tx.insert(tokens).values({ hash, kind: 'invite', email, tenantId, role, companyId, expiresAt })
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'invite.sent', hash, { email, role, companyId })
    const props = { ...names, url: `${env.APP_URL}/invite/${token}`, role: roleLabels[role] }
    await queueMail(tx, { to: email, template: 'invitation', props })
  })
}

/** Into the team: the links of buyers are their own matter. */
const openOf = ({ tenantId }: Context) =>
  and(eq(tokens.tenantId, tenantId), ne(tokens.role, 'endUser'), isOpenInvite())

/** The words of the mail. Throws `invalid` when the address is in the team already. */
async function namesFor({ tenantId, actor }: Context, email: string) {
  const [tenant] = await db.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, tenantId))
  const [inviter] = await db.select({ name: users.name }).from(users).where(eq(users.id, actor.id))
  const [member] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, tenantId), eq(users.email, email)))
  if (member && member.role !== 'endUser')
    throw invalidField('email', 'This person is in the team already. Change the role in the list.')
  return { organization: tenant?.name ?? '', inviter: inviter?.name ?? tenant?.name ?? '' }
}

/** Invitations that nobody has used yet, newest first. `id` is what `withdrawInvite` takes. */
export async function listInvites(ctx: Context) {
  authorize(ctx, 'team:read')
  return db
    .select({ id: tokens.hash, email: tokens.email, role: tokens.role, expiresAt: tokens.expiresAt })
    .from(tokens)
    .where(openOf(ctx))
    .orderBy(desc(tokens.createdAt))
    .limit(500)
}

/** Makes the link of an invitation useless. */
export async function withdrawInvite(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'team:write')
  await db.transaction(async (tx) => {
    const [found] = await tx
      .update(tokens)
      .set({ usedAt: new Date() })
      .where(and(openOf(ctx), eq(tokens.hash, id)))
      .returning({ email: tokens.email })
    if (!found) throw notFound('invitation')
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'invite.withdrawn', id, { email: found.email })
  })
}
