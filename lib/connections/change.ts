import { eq, sql } from 'drizzle-orm'
import { type ConnectionHealth, connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { seal } from '@/lib/core/secrets'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type Connection, webhookSecretsOf } from './find'
import { assertFreeName } from './save'

/** Reads a connection and holds it until the end of the transaction. Throws `not_found`. */
export async function lockConnection(tx: Tx, id: string): Promise<Connection> {
  const [found] = await tx.select().from(connections).where(eq(connections.id, id)).for('update')
  if (!found) throw notFound('connection', id)
  return found
}

/** New credentials, which were tried before, in place of the old. `facts` are added to what is known; it works again. */
export async function replaceCredentials(
  ctx: Context,
  id: string,
  {
    credentials,
    facts,
    ...rest
  }: { credentials: Record<string, string> } & Partial<Pick<Connection, 'facts' | 'mode' | 'endpoint'>>,
): Promise<void> {
  authorize(ctx, 'connections:write')
  const sealed = seal(JSON.stringify(credentials))
  const health: ConnectionHealth = { checkedAt: new Date().toISOString() }
  await inTenant(ctx, async (tx) => {
    const before = await lockConnection(tx, id)
    const { problem: _, ...known } = before.health
    await tx
      .update(connections)
      .set({
        ...rest,
        credentials: sealed,
        facts: { ...before.facts, ...facts },
        health: { ...known, ...health },
        status: before.status === 'disabled' ? 'disabled' : 'connected',
      })
      .where(eq(connections.id, id))
    await audit(tx, ctx, 'connection.credentials_replaced', id)
  })
}

/**
 * Changes the signing secrets of its webhooks, newest first, and which webhook of the provider they belong to. `secrets`
 * gets those of this moment, so that of two changes at once none loses the other's.
 */
export async function replaceWebhook(
  ctx: Context,
  id: string,
  webhook: {
    secrets: (now: readonly string[]) => readonly string[]
    webhookId?: string | null
    events?: string[] | null
  },
): Promise<void> {
  authorize(ctx, 'connections:write')
  await inTenant(ctx, async (tx) => {
    const secrets = webhook.secrets(await webhookSecretsOf(await lockConnection(tx, id)))
    await tx
      .update(connections)
      .set({
        webhookSecrets: seal(JSON.stringify(secrets)),
        webhookId: webhook.webhookId,
        webhookEvents: webhook.events,
      })
      .where(eq(connections.id, id))
    await audit(tx, ctx, 'connection.webhook_replaced', id, { secrets: secrets.length })
  })
}

/** Stops a connection (`disabled`) or takes it back into use. What was set up in it stays. */
export async function setConnectionUse(ctx: Context, id: string, isUsed: boolean): Promise<void> {
  authorize(ctx, 'connections:write')
  await inTenant(ctx, async (tx) => {
    const before = await lockConnection(tx, id)
    if ((before.status !== 'disabled') === isUsed) return
    const status = !isUsed ? 'disabled' : before.health.problem ? 'broken' : 'connected'
    await tx.update(connections).set({ status }).where(eq(connections.id, id))
    await audit(tx, ctx, isUsed ? 'connection.enabled' : 'connection.disabled', id)
  })
}

/** Its name, and settings that are added to those it has; a setting of null is taken out. */
export async function changeConnection(
  ctx: Context,
  id: string,
  { name, settings = {} }: { name: string; settings?: Record<string, unknown> },
): Promise<void> {
  authorize(ctx, 'connections:write')
  await inTenant(ctx, async (tx) => {
    const before = await lockConnection(tx, id)
    await assertFreeName(tx, ctx, before.kind, name, id)
    await tx
      .update(connections)
      .set({
        name,
        settings: sql`jsonb_strip_nulls(${connections.settings} || ${JSON.stringify(settings)}::jsonb)`,
      })
      .where(eq(connections.id, id))
    await audit(tx, ctx, 'connection.changed', id, { name, settings })
  })
}
