import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { addresses, apiKeys } from '@/db/schema'
import { enterTenant, inTenant } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { hashToken, newToken } from '@/lib/core/secrets'
import { audit } from './audit'
import type { Context } from './context'
import { authorize, can, type Permission } from './permissions'

/** What a key may be allowed: what the API can do, so that none is given in vain. */
export const apiScopes = [
  'payments:read',
  'payments:refund',
  'wallets:read',
  'wallets:refill',
  'wallets:write',
  'wallets:legacy',
] as const satisfies readonly Permission[]
export type ApiScope = (typeof apiScopes)[number]

export const ApiKeyInput = z.object({
  name: z.string().trim().min(1, 'Give the key a name, such as the program that uses it.').max(60),
  scopes: z.array(z.enum(apiScopes)).min(1, 'Choose at least one scope: a key without any can do nothing.'),
  expiresOn: z
    .union([z.literal('').transform(() => undefined), z.iso.date('Write the date like 2027-01-31.')])
    .optional()
    .refine((date) => !date || new Date(`${date}T23:59:59Z`) > new Date(), 'Choose a day to come.'),
})

const prefix = 'sk_simyard_'

/** Makes a key. Back comes its text, which is shown once and kept nowhere. Nobody gives a key a right that he lacks. */
export async function makeApiKey(
  ctx: Context,
  { name, scopes, expiresOn }: z.output<typeof ApiKeyInput>,
): Promise<{ id: string; key: string }> {
  authorize(ctx, 'keys:write')
  for (const scope of scopes) if (!can(ctx, scope)) authorize(ctx, scope)
  const id = newId('key')
  const key = prefix + newToken()
  await db.transaction(async (tx) => {
    await tx
      .insert(addresses)
      .values({ kind: 'apiKey', key: hashToken(key), tenantId: ctx.tenantId, entityId: id })
    await enterTenant(tx, ctx)
    await tx.insert(apiKeys).values({
      ...{ id, name, scopes },
      start: key.slice(0, prefix.length + 4),
      createdBy: ctx.actor.id,
      expiresAt: expiresOn ? new Date(`${expiresOn}T23:59:59Z`) : null,
    })
    await audit(tx, ctx, 'api_key.created', id, { name, scopes })
  })
  return { id, key }
}

export type ApiKey = typeof apiKeys.$inferSelect

/** The keys of the organization, newest first; never their text. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  authorize(ctx, 'keys:read')
  return inTenant(ctx, (tx) => tx.select().from(apiKeys).orderBy(desc(apiKeys.id)).limit(500))
}

/** Ends a key at once and for good. */
export async function revokeApiKey(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'keys:write')
  await inTenant(ctx, async (tx) => {
    const [revoked] = await tx
      .update(apiKeys)
      .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
      .where(eq(apiKeys.id, id))
      .returning({ id: apiKeys.id })
    if (!revoked) throw notFound('API key', id)
    await audit(tx, ctx, 'api_key.revoked', id)
  })
}

const refused = () =>
  new AppError(
    'unauthenticated',
    'Send a valid API key as "Authorization: Bearer <key>". Keys are made in the portal: Settings, API keys.',
  )

/** Who calls the API with this key. Throws `unauthenticated` for a key that is unknown, revoked or past its end. */
export async function contextOfKey(key: string): Promise<Context> {
  if (!key.startsWith(prefix)) throw refused()
  const [address] = await db
    .select()
    .from(addresses)
    .where(and(eq(addresses.kind, 'apiKey'), eq(addresses.key, hashToken(key))))
  if (!address) throw refused()
  const { tenantId, entityId } = address
  const found = await inTenant(tenantId, async (tx) => {
    const [row] = await tx
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.id, entityId), isNull(apiKeys.revokedAt)))
    if (row)
      await tx
        .update(apiKeys)
        .set({ lastUsedAt: new Date() })
        // For people, so once a minute is enough.
        .where(
          and(
            eq(apiKeys.id, entityId),
            or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`)),
          ),
        )
    return row
  })
  if (!found || (found.expiresAt && found.expiresAt < new Date())) throw refused()
  return { tenantId, actor: { kind: 'apiKey', id: found.id, scopes: found.scopes as Permission[] } }
}
