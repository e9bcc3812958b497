import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { payments, refunds, signIns } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { changeConnection, replaceCredentials } from '@/lib/connections/change'
import { deleteConnection } from '@/lib/connections/delete'
import { fieldsOf } from '@/lib/connections/fields'
import { type Connection, credentialsOf } from '@/lib/connections/find'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { PspName } from './connect'
import { readFacts } from './facts'
import { pspConnection } from './find'
import { checkHealth } from './health'
import type { Credentials, Provider } from './provider'
import { providerNamed } from './registry'
import { asking, keysIn, modeFieldOf, secretOf, tryOut } from './try-out'

export const PspKeyInput = z.object({ id: z.string() }).catchall(z.unknown())
export const PspChange = z.object({ id: z.string(), name: PspName })

/** Asks the provider again what the key can do, and notes it. A key that fails is a state of the connection, not an error. */
export async function recheckPsp(ctx: Context, id: string): Promise<{ problem: string | null }> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  return asking(providerNamed(connection.provider).label, () => checkHealth(connection))
}

/** Puts new keys in place of the old, after trying them. They must be of the same account: its payments stay here. */
export async function replacePspKey(ctx: Context, input: z.output<typeof PspKeyInput>): Promise<void> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, input.id)
  const provider = providerNamed(connection.provider)
  if (provider.signIn)
    throw new AppError('precondition', 'There is no key to replace: sign in again to renew the access.')
  const keys = keysIn(provider, { ...(await keptOf(provider, connection, input)), webhookSecret: '' })
  if (keys.mode !== connection.mode)
    throw invalidField(
      modeFieldOf(provider),
      provider.isSilent
        ? `"${connection.name}" is in ${connection.mode} mode, and its payments stay so. Add another PSP instead.`
        : `This is a ${keys.mode} key, and "${connection.name}" is in ${connection.mode} mode. Add it as another PSP.`,
    )
  const { check, facts } = await tryOut(provider, keys, connection.endpoint)
  const { accountId } = readFacts(connection.facts)
  if (accountId && check.accountId && accountId !== check.accountId)
    throw invalidField(
      secretOf(provider),
      `This key is of the account ${check.accountId}, not of ${accountId}. Add it as another PSP, so that earlier payments can still be refunded.`,
    )
  await replaceCredentials(ctx, connection.id, { credentials: keys.credentials, facts })
}

/** A secret that was made here, and shown once, stays when its field is left empty. */
async function keptOf(provider: Provider, connection: Connection, input: z.output<typeof PspKeyInput>) {
  const now = await credentialsOf(connection)
  const made = fieldsOf(provider).filter(({ name, control }) => control === 'suggestion' && !input[name])
  return { ...input, ...Object.fromEntries(made.map(({ name }) => [name, now[name]])) }
}

export async function renamePsp(ctx: Context, { id, name }: z.output<typeof PspChange>): Promise<void> {
  authorize(ctx, 'connections:write')
  await pspConnection(ctx, id)
  await changeConnection(ctx, id, { name })
}

/** Payments that may still turn out paid, and refunds that are on their way. */
async function countOpen(tx: Tx, connectionId: string): Promise<number> {
  const own = eq(payments.connectionId, connectionId)
  const waiting = await tx.$count(
    payments,
    and(own, inArray(payments.status, ['created', 'requires_action', 'pending', 'authorized'])),
  )
  const [refund] = await tx
    .select({ id: refunds.id })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(own, inArray(refunds.status, ['requested', 'pending', 'requires_action'])))
    .limit(1)
  return waiting + (refund ? 1 : 0)
}

async function assertUnused(tx: Tx, { id, name }: Connection): Promise<void> {
  if (await countOpen(tx, id))
    throw new AppError(
      'precondition',
      `"${name}" has payments or refunds that are not finished. Disable it: no buyer can choose it any more, and what is open is brought to its end.`,
    )
  const [any] = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(eq(payments.connectionId, id))
    .limit(1)
  if (any)
    throw new AppError(
      'precondition',
      `The payments that were made with "${name}" are kept, and may need a refund. Disable it instead.`,
    )
}

/**
 * Deletes a PSP without payments, and at the provider its webhook, or the access that was given by signing in. Back comes
 * what a person must take away there: the id of the webhook, or `access`.
 */
export async function deletePsp(ctx: Context, id: string): Promise<{ left: string | null }> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  const credentials = await credentialsOf(connection)
  await deleteConnection(ctx, id, async (tx, locked) => {
    if (locked.kind !== 'psp') throw notFound('PSP', id)
    await assertUnused(tx, locked)
    await tx.delete(signIns).where(eq(signIns.connectionId, id))
  })
  return { left: await leave(connection, credentials) }
}

async function leave({ provider, webhookId, endpoint }: Connection, credentials: Credentials) {
  const { removeWebhook, signIn } = providerNamed(provider)
  if (signIn)
    return signIn.leave(credentials, { url: endpoint }).then(
      () => null,
      () => 'access',
    )
  if (!webhookId || !removeWebhook) return null
  const removed = await removeWebhook(credentials, { url: endpoint }, webhookId).catch(() => null)
  return removed?.isRemoved ? null : webhookId
}

/** Whether a connection that is out of use has anything left to bring to its end. */
export const hasOpenPayments = (ctx: Context, id: string): Promise<boolean> =>
  inTenant(ctx, async (tx) => (await countOpen(tx, id)) > 0)
