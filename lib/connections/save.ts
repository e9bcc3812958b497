import { and, eq, ne, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { addresses, type ConnectionHealth, connections } from '@/db/schema'
import { enterTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { newToken, seal } from '@/lib/core/secrets'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import type { Connection } from './find'

export type NewConnection = Pick<
  typeof connections.$inferInsert,
  'kind' | 'provider' | 'name' | 'mode' | 'endpoint' | 'webhookId' | 'webhookEvents' | 'facts' | 'settings'
> & {
  /** Made with `newWebhookKey` where the provider must know the address before the connection is kept. */
  webhookKey?: string
  /** Names the account at the provider, where one may be connected only once on this installation. */
  account?: string
  /** Field name -> text, as it was entered; sealed here. */
  credentials: Record<string, string>
  webhookSecrets?: readonly string[]
  health?: ConnectionHealth
}

/** The unguessable last part of the webhook address of one connection. */
export const newWebhookKey = newToken

const sealJson = (value: unknown): string => seal(JSON.stringify(value))

/** Refuses a second connection of a name: lists of SIMs and forms name them. */
export async function assertFreeName(
  tx: Tx,
  { tenantId }: Context,
  kind: Connection['kind'],
  name: string,
  exceptId = '',
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`connection name ${tenantId}`}, 0))`)
  const taken = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.kind, kind),
        ne(connections.id, exceptId),
        sql`lower(${connections.name}) = lower(${name})`,
      ),
    )
  if (taken[0]) throw invalidField('name', `There is already a connection named "${name}". Choose another.`)
}

async function claimAccount(tx: Tx, address: typeof addresses.$inferInsert): Promise<void> {
  const { rowCount } = await tx.insert(addresses).values(address).onConflictDoNothing()
  if (!rowCount)
    throw new AppError('precondition', 'This account is connected already. Sign in with another one.')
}

/**
 * Keeps a new connection, whose credentials were tried before, and its webhook address; `also` runs in the same
 * transaction. Throws `forbidden`, `invalid` at `name` for a name that is taken, and `precondition` for an `account` that is.
 */
export async function saveConnection(
  ctx: Context,
  { credentials, webhookSecrets = [], webhookKey = newWebhookKey(), account, ...values }: NewConnection,
  also?: (tx: Tx, id: string) => Promise<void>,
): Promise<{ id: string; webhookKey: string }> {
  authorize(ctx, 'connections:write')
  const id = newId('con')
  const sealed = {
    credentials: sealJson(credentials),
    webhookSecrets: sealJson(webhookSecrets),
  }
  await db.transaction(async (tx) => {
    const owner = { tenantId: ctx.tenantId, entityId: id }
    await tx.insert(addresses).values({ kind: 'webhook', key: webhookKey, ...owner })
    if (account) await claimAccount(tx, { kind: 'account', key: account, ...owner })
    await enterTenant(tx, ctx)
    await assertFreeName(tx, ctx, values.kind, values.name)
    await tx.insert(connections).values({ id, webhookKey, ...values, ...sealed })
    await audit(tx, ctx, 'connection.created', id, { provider: values.provider, mode: values.mode })
    await also?.(tx, id)
  })
  return { id, webhookKey }
}
