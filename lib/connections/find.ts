import { and, eq, ne } from 'drizzle-orm'
import { db } from '@/db/client'
import { addresses, connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { open } from '@/lib/core/secrets'

export type Connection = typeof connections.$inferSelect

/** The connection that owns a webhook address, before it is known whose it is; null for an address of nobody. */
export async function findByWebhookKey(key: string): Promise<Connection | null> {
  const [address] = await db
    .select()
    .from(addresses)
    .where(and(eq(addresses.kind, 'webhook'), eq(addresses.key, key)))
  if (!address) return null
  return inTenant(address.tenantId, (tx) => getConnection(tx, address.entityId))
}

/** Who holds an account that can be connected only once on this installation. */
export async function findAccountOwner(
  account: string,
): Promise<{ tenantId: string; entityId: string } | null> {
  const [found] = await db
    .select({ tenantId: addresses.tenantId, entityId: addresses.entityId })
    .from(addresses)
    .where(and(eq(addresses.kind, 'account'), eq(addresses.key, account)))
  return found ?? null
}

export async function getConnection(tx: Tx, id: string): Promise<Connection> {
  const [found] = await tx.select().from(connections).where(eq(connections.id, id))
  if (!found) throw notFound('connection', id)
  return found
}

/** The connections of a kind that are in use, of every tenant: what is done by the clock goes through them. */
export const everyConnection = (kind: Connection['kind']): Promise<{ tenantId: string; id: string }[]> =>
  db
    .select({ tenantId: connections.tenantId, id: connections.id })
    .from(connections)
    .where(and(eq(connections.kind, kind), ne(connections.status, 'disabled')))

const mostKept = 500
const opened = new Map<string, unknown>()

/** What an envelope holds never changes, and each call to a provider needs it: the last few hundred stay open. */
async function openJson<T>(sealed: string): Promise<T> {
  if (opened.has(sealed)) return opened.get(sealed) as T
  const found = JSON.parse(await open(sealed)) as T
  if (opened.size >= mostKept) opened.delete(opened.keys().next().value!)
  opened.set(sealed, found)
  return found
}

/** Opens what the organization entered: field name -> text. */
export const credentialsOf = (connection: Connection): Promise<Readonly<Record<string, string>>> =>
  openJson(connection.credentials)

/** The secrets that prove a webhook, newest first; several while one is being replaced. */
export const webhookSecretsOf = async (connection: Connection): Promise<readonly string[]> =>
  connection.webhookSecrets ? openJson(connection.webhookSecrets) : []
