import { eq, sql } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { lockConnection, replaceWebhook } from '@/lib/connections/change'
import { type Connection, credentialsOf } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import { type Context, systemContext } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type Roll, readFacts } from './facts'
import { pspConnection } from './find'
import { endWebhookRoll } from './jobs'
import type { InstalledWebhook } from './provider'
import { providerNamed } from './registry'
import { installBeside } from './webhook'

// Stripe tries again within minutes; what is later than this is read from its list of events before the old one goes.
const drainMs = 15 * 60_000
// What was sent before the old one was deleted is here by then.
const lastMs = 10 * 60_000
// A process that died in between has kept nothing that must be undone.
const staleMs = 10 * 60_000

/**
 * Puts a new webhook with a new secret, and the version that we read, in place of the one in use, without losing an
 * event: both are taken in for a while, what was missed is read, and only then the old one is deleted. Throws
 * `precondition` while another such change is under way.
 */
export async function rotateSecret(ctx: Context, id: string): Promise<InstalledWebhook> {
  authorize(ctx, 'connections:write')
  const { webhookId, provider } = await pspConnection(ctx, id)
  if (providerNamed(provider).signIn)
    throw new AppError(
      'precondition',
      'The webhook is of the whole installation, and its operator replaces it.',
    )
  const startedAt = new Date()
  await inTenant(ctx, (tx) => claim(tx, ctx, id, { oldId: webhookId ?? '', startedAt, state: 'starting' }))
  try {
    const made = await installBeside(ctx, id)
    const endsAt = new Date(Date.now() + drainMs)
    if (made.kind !== 'created' || !webhookId) await inTenant(ctx, (tx) => note(tx, id, null))
    else
      await inTenant(ctx, async (tx) => {
        await note(tx, id, { oldId: webhookId, startedAt, state: 'draining', endsAt })
        await askToGoOn(tx, ctx.tenantId, id, endsAt)
      })
    return made
  } catch (error) {
    await inTenant(ctx, (tx) => note(tx, id, null))
    throw error
  }
}

const note = (tx: Tx, id: string, roll: Roll | null) =>
  tx
    .update(connections)
    .set({ facts: sql`${connections.facts} || ${JSON.stringify({ roll })}::jsonb` })
    .where(eq(connections.id, id))

const askToGoOn = (tx: Tx, tenantId: string, id: string, runAt: Date) =>
  enqueue(tx, endWebhookRoll, { tenantId, id }, { runAt, key: `roll:${id}` })

async function claim(tx: Tx, ctx: Context, id: string, wanted: Roll): Promise<void> {
  const { roll } = readFacts((await lockConnection(tx, id)).facts)
  const isStale = roll?.state === 'starting' && roll.startedAt.getTime() < Date.now() - staleMs
  if (roll && !isStale)
    throw new AppError(
      'precondition',
      'The webhook is being replaced already. Wait for that to end, or finish it now.',
    )
  await note(tx, id, wanted)
  await audit(tx, ctx, 'connection.webhook_roll', id)
}

/** Ends the waiting: the old webhook is deleted as soon as what was missed has been read. Throws `precondition`. */
export async function finishRoll(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'connections:write')
  await pspConnection(ctx, id)
  await inTenant(ctx, async (tx) => {
    const { roll } = readFacts((await lockConnection(tx, id)).facts)
    if (roll?.state !== 'draining') throw new AppError('precondition', 'Nothing waits to be finished.')
    const now = new Date()
    await note(tx, id, { ...roll, endsAt: now })
    await askToGoOn(tx, ctx.tenantId, id, now)
  })
}

/**
 * One step on: deletes the old webhook, and later its secret. `readMissed` reads what it may have missed, before it goes.
 * Where it cannot be deleted, a person is told on the page, and both go on.
 */
export async function goOn(connection: Connection, readMissed: () => Promise<void>): Promise<void> {
  const { tenantId, id } = connection
  const { roll } = readFacts(connection.facts)
  if (roll?.state === 'draining') {
    await readMissed()
    const reason = await removeOld(connection, roll.oldId)
    const endsAt = new Date(Date.now() + lastMs)
    await inTenant(tenantId, async (tx) => {
      await note(tx, id, { ...roll, ...(reason ? { reason } : { state: 'closing', endsAt }) })
      if (!reason) await askToGoOn(tx, tenantId, id, endsAt)
    })
  } else if (roll?.state === 'closing') {
    await replaceWebhook(systemContext(tenantId), id, { secrets: (now) => now.slice(0, 1) })
    await inTenant(tenantId, (tx) => note(tx, id, null))
  }
}

/** Says why it could not be removed. */
async function removeOld(connection: Connection, oldId: string): Promise<string | undefined> {
  const { removeWebhook } = providerNamed(connection.provider)
  const removed = await removeWebhook?.(await credentialsOf(connection), { url: connection.endpoint }, oldId)
  return removed?.isRemoved ? undefined : (removed?.reason ?? 'The old webhook could not be deleted.')
}
