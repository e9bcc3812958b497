import { eq, sql } from 'drizzle-orm'
import { connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Connection, findByWebhookKey, webhookSecretsOf } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError, notFound } from '@/lib/core/error'
import { requestId } from '@/lib/core/log'
import { seal } from '@/lib/core/secrets'
import { enqueue } from '@/lib/jobs/enqueue'
import { gatewayOf } from '@/lib/payments/gateway'
import { carrierOf } from '@/lib/telecom/carrier'
import { handleNotice } from './jobs'

export type Post = { headers: Headers; body: string }
type Kept = { externalId: string; type: string; subjectId: string | null; occurredAt: Date }

/** A webhook of a payment provider: proved on the raw body, kept once, worked in a job. Throws what to answer. */
export async function receivePayment(key: string, post: Post): Promise<void> {
  const connection = await ownerOf(key, 'psp')
  const gateway = await gatewayOf(connection)
  const secrets = await webhookSecretsOf(connection)
  const notice = await proved(connection, async () => gateway.readNotice(post, secrets))
  await keep(connection, post.body, [
    { externalId: notice.id, type: notice.type, subjectId: notice.paymentExternalId, occurredAt: notice.at },
  ])
}

/** The same of a carrier; one post may tell of several things. */
export async function receiveTelecom(key: string, post: Post): Promise<void> {
  const connection = await ownerOf(key, 'telecom')
  const carrier = await carrierOf(connection)
  if (!carrier.readNotice) throw notFound('webhook address')
  const found = await proved(connection, async () => carrier.readNotice!(post))
  const now = new Date()
  await keep(
    connection,
    post.body,
    found.map(({ eventId, kind, iccid }) => ({
      externalId: eventId,
      type: kind,
      subjectId: iccid,
      occurredAt: now,
    })),
  )
}

async function ownerOf(key: string, kind: Connection['kind']): Promise<Connection> {
  const connection = await findByWebhookKey(key)
  if (connection?.kind !== kind) throw notFound('webhook address')
  return connection
}

async function proved<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated')
      await noteHealth(connection, { lastBadSignatureAt: new Date().toISOString() })
    throw error
  }
}

async function keep(connection: Connection, body: string, found: readonly Kept[]): Promise<void> {
  const sealed = await seal(body)
  await inTenant(connection.tenantId, async (tx) => {
    for (const notice of found) {
      const [row] = await tx
        .insert(notices)
        .values({ ...notice, connectionId: connection.id, body: sealed, requestId: requestId() })
        .onConflictDoUpdate({
          target: [notices.tenantId, notices.connectionId, notices.externalId],
          set: { repeats: sql`${notices.repeats} + 1` },
        })
        .returning({ id: notices.id, repeats: notices.repeats })
      if (row!.repeats === 0)
        await enqueue(tx, handleNotice, { tenantId: connection.tenantId, noticeId: row!.id })
    }
    await tx
      .update(connections)
      .set({ health: sql`${connections.health} || jsonb_build_object('lastEventAt', now())` })
      .where(eq(connections.id, connection.id))
  })
}
