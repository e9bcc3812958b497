import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { memberships, tenants, users } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { Email } from './accounts'
import { audit } from './audit'
import type { Context } from './context'
import { authorize } from './permissions'

const mostAddresses = 20

/** Addresses as they are typed: separated by commas, spaces or lines. */
export const Addresses = z
  .string()
  .default('')
  .transform((text) => [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter(Boolean))
  .superRefine((list, ctx) => {
    const bad = list.find((each) => !Email.safeParse(each).success)
    if (bad) ctx.addIssue({ code: 'custom', message: `"${bad}" is no e-mail address.` })
    if (list.length > mostAddresses)
      ctx.addIssue({ code: 'custom', message: `Name at most ${mostAddresses} addresses.` })
  })

/** Who is mailed of a kind, as the organization chose it. */
export const audiences = ['owners', 'named', 'nobody'] as const
export type Audience = (typeof audiences)[number]
export type Notification = { audience: Audience; addresses: string[] }

const read = (named: string[] | undefined): Notification => ({
  audience: !named ? 'owners' : named.length ? 'named' : 'nobody',
  addresses: named ?? [],
})

async function tenantOf(tenantId: string) {
  const [tenant] = await db.select().from(tenants).where(eq(tenants.id, tenantId))
  if (!tenant) throw notFound('organization')
  return tenant
}

/** Who is mailed of each of these kinds. */
export async function getNotifications(
  ctx: Context,
  kinds: readonly string[],
): Promise<Record<string, Notification>> {
  authorize(ctx, 'settings:read')
  const { notifications } = await tenantOf(ctx.tenantId)
  return Object.fromEntries(kinds.map((kind) => [kind, read(notifications[kind])]))
}

/** Chooses who is mailed of one kind: owners and admins, named addresses, or nobody. */
export async function saveNotification(
  ctx: Context,
  kind: string,
  { audience, addresses }: Notification,
): Promise<void> {
  authorize(ctx, 'settings:write')
  await db.transaction(async (tx) => {
    const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, ctx.tenantId)).for('update')
    const { [kind]: _, ...others } = tenant!.notifications
    const own = audience === 'owners' ? {} : { [kind]: audience === 'nobody' ? [] : addresses }
    await tx
      .update(tenants)
      .set({ notifications: { ...others, ...own } })
      .where(eq(tenants.id, ctx.tenantId))
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'notifications.changed', ctx.tenantId, { kind, audience, addresses })
  })
}

/** The addresses that are told of a kind: those the organization named, else its owners and admins. */
export async function recipientsOf(
  tenantId: string,
  kind: string,
): Promise<{ slug: string; to: readonly string[] }> {
  const { slug, notifications } = await tenantOf(tenantId)
  const named = notifications[kind]
  if (named) return { slug, to: named }
  const staff = await db
    .select({ email: users.email })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, tenantId), inArray(memberships.role, ['owner', 'admin'])))
  return { slug, to: staff.map(({ email }) => email) }
}
