import { and, eq, isNull } from 'drizzle-orm'
import { notices, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, UpstreamError } from '@/lib/core/error'
import { settle } from '@/lib/orders/settle'
import { callGateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import { providerNamed } from '@/lib/payments/registry'
import { TelecomError } from '@/lib/telecom/provider'
import { refreshSim } from '@/lib/usage/refresh'

type Notice = typeof notices.$inferSelect
type Outcome = NonNullable<Notice['outcome']>

/** Works on a kept notice. What it says is only a reason to look: the truth is read from its sender. */
export async function handle(tenantId: string, noticeId: string): Promise<void> {
  const found = await inTenant(tenantId, async (tx) => {
    const [notice] = await tx.select().from(notices).where(eq(notices.id, noticeId))
    return notice && { notice, connection: await getConnection(tx, notice.connectionId) }
  })
  if (!found || found.notice.handledAt) return
  const { notice, connection } = found
  try {
    const outcome =
      connection.kind === 'psp'
        ? await handlePayment(connection, notice)
        : await handleTelecom(connection, notice)
    await note(tenantId, noticeId, { outcome, handledAt: new Date(), problem: null })
  } catch (error) {
    await note(tenantId, noticeId, { problem: inWords(error) })
    throw error
  }
}

/** For people. What is no sentence of ours is a bug, and may hold the text and parameters of a query. */
function inWords(error: unknown): string {
  const isSaid = error instanceof AppError || error instanceof UpstreamError || error instanceof TelecomError
  return isSaid ? error.message : 'Something broke on our side; the log says what.'
}

async function handlePayment(connection: Connection, { type, subjectId }: Notice): Promise<Outcome> {
  const event = providerNamed(connection.provider).events.find((each) => each.type === type)
  if (!event || event.reads === 'nothing' || !subjectId) return 'kept'
  const paymentId = await ourPayment(connection, subjectId)
  if (!paymentId) return 'foreign'
  await settle(connection.tenantId, paymentId, { everything: event.reads === 'everything' })
  return 'applied'
}

/** By the provider's id; or by our reference, when our process died before it could write that id down. */
async function ourPayment(connection: Connection, externalId: string): Promise<string | null> {
  const byId = await findPayment(connection, externalId)
  if (byId) return byId
  const state = await callGateway(connection, (gateway) => gateway.fetchPayment(externalId)).catch(
    (error) => {
      if (error instanceof AppError && error.code === 'not_found') return null
      throw error
    },
  )
  if (state?.metadata.installation !== (await installationId())) return null
  const { payment_id: ours } = state.metadata
  if (!ours) return null
  const [adopted] = await inTenant(connection.tenantId, (tx) =>
    tx
      .update(payments)
      .set({ externalId })
      .where(
        and(eq(payments.id, ours), eq(payments.connectionId, connection.id), isNull(payments.externalId)),
      )
      .returning({ id: payments.id }),
  )
  return adopted?.id ?? null
}

async function findPayment({ tenantId, id }: Connection, externalId: string): Promise<string | null> {
  const [found] = await inTenant(tenantId, (tx) =>
    tx
      .select({ id: payments.id })
      .from(payments)
      .where(and(eq(payments.connectionId, id), eq(payments.externalId, externalId))),
  )
  return found?.id ?? null
}

async function handleTelecom(connection: Connection, { subjectId }: Notice): Promise<Outcome> {
  if (!subjectId) return 'kept'
  return (await refreshSim(connection, subjectId)) ? 'applied' : 'foreign'
}

const note = (tenantId: string, id: string, set: Partial<Notice>) =>
  inTenant(tenantId, (tx) => tx.update(notices).set(set).where(eq(notices.id, id)))
