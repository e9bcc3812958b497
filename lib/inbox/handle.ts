import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { notices, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, UpstreamError } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import type { PaymentState } from '@/lib/payments/provider'
import { providerNamed } from '@/lib/payments/registry'
import { settleWith } from '@/lib/settlement/settle'
import { TelecomError } from '@/lib/telecom/provider'
import { refreshSim } from '@/lib/usage/refresh'

type Notice = Pick<typeof notices.$inferSelect, 'id' | 'type'>
type Note = Partial<Pick<typeof notices.$inferSelect, 'outcome' | 'problem'>>

/**
 * Works on a kept notice, and on all others about the same payment or SIM that wait: what they say is only a reason to
 * look, and one look at their sender, made after all of them were kept, answers for all.
 */
export async function handle(tenantId: string, noticeId: string): Promise<void> {
  const found = await inTenant(tenantId, (tx) => findWaiting(tx, noticeId))
  if (!found) return
  const { connection, subjectId, waiting } = found
  try {
    if (subjectId === null) await inTenant(tenantId, (tx) => note(tx, waiting, { outcome: 'kept' }))
    else if (connection.kind === 'psp') await handlePayment(connection, subjectId, waiting)
    else await handleTelecom(connection, subjectId, waiting)
  } catch (error) {
    await inTenant(tenantId, (tx) => note(tx, waiting, { problem: inWords(error) }))
    throw error
  }
}

async function findWaiting(tx: Tx, noticeId: string) {
  const [notice] = await tx
    .select({ connectionId: notices.connectionId, subjectId: notices.subjectId, type: notices.type })
    .from(notices)
    .where(and(eq(notices.id, noticeId), isNull(notices.handledAt)))
  if (!notice) return null
  const { connectionId, subjectId, type } = notice
  const others = subjectId === null ? [] : await waitingWith(tx, noticeId, connectionId, subjectId)
  const connection = await getConnection(tx, connectionId)
  return { connection, subjectId, waiting: [{ id: noticeId, type }, ...others] }
}

const waitingWith = (tx: Tx, noticeId: string, connectionId: string, subjectId: string): Promise<Notice[]> =>
  tx
    .select({ id: notices.id, type: notices.type })
    .from(notices)
    .where(
      and(
        ne(notices.id, noticeId),
        eq(notices.connectionId, connectionId),
        eq(notices.subjectId, subjectId),
        isNull(notices.handledAt),
      ),
    )

/** For people. What is no sentence of ours is a bug, and may hold the text and parameters of a query. */
function inWords(error: unknown): string {
  const isSaid = error instanceof AppError || error instanceof UpstreamError || error instanceof TelecomError
  return isSaid ? error.message : 'Something broke on our side; the log says what.'
}

async function handlePayment(connection: Connection, subjectId: string, waiting: Notice[]): Promise<void> {
  const { events } = providerNamed(connection.provider)
  const readsOf = ({ type }: Notice) => events.find((each) => each.type === type)?.reads ?? 'nothing'
  const kept = waiting.filter((each) => readsOf(each) === 'nothing')
  const telling = waiting.filter((each) => readsOf(each) !== 'nothing')
  const everything = telling.some((each) => readsOf(each) === 'everything')
  const found = telling.length ? await readPayment(connection, subjectId, everything) : null
  await inTenant(connection.tenantId, async (tx) => {
    const ours = found && (await ourPayment(tx, connection, subjectId, found))
    if (ours && found) await settleWith(tx, ours, found)
    await note(tx, telling, { outcome: ours ? 'applied' : 'foreign' })
    await note(tx, kept, { outcome: 'kept' })
  })
}

/** Null: the account has no such payment. */
const readPayment = (connection: Connection, externalId: string, everything: boolean) =>
  callGateway(
    connection,
    async (gateway) => gateway.fetchPayment?.(externalId, { everything }) ?? null,
  ).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })

/** By the provider's id; or by our reference, when our process died before it could write that id down. */
async function ourPayment(tx: Tx, connection: Connection, externalId: string, state: PaymentState) {
  const { metadata, formerExternalId } = state
  const { installation, payment_id: reference } = metadata
  const isOfOurs = reference && installation === (await installationId())
  const byId = inArray(payments.externalId, [externalId, formerExternalId ?? externalId])
  const [found] = await tx
    .select({ id: payments.id, orderId: payments.orderId, refillId: payments.refillId })
    .from(payments)
    .where(
      and(
        eq(payments.connectionId, connection.id),
        isOfOurs ? or(byId, and(eq(payments.id, reference), isNull(payments.externalId))) : byId,
      ),
    )
  return found ?? null
}

async function handleTelecom(connection: Connection, iccid: string, waiting: Notice[]): Promise<void> {
  const isOurs = await refreshSim(connection, iccid)
  await inTenant(connection.tenantId, (tx) => note(tx, waiting, { outcome: isOurs ? 'applied' : 'foreign' }))
}

/** An outcome ends the work on them; what another look has ended stays so. */
async function note(tx: Tx, waiting: Notice[], set: Note): Promise<void> {
  const ids = waiting.map(({ id }) => id)
  const end = set.outcome ? { handledAt: new Date(), problem: null } : {}
  if (ids.length)
    await tx
      .update(notices)
      .set({ ...set, ...end })
      .where(and(sql`${notices.id} = any(${sql.param(ids)}::text[])`, isNull(notices.handledAt)))
}
