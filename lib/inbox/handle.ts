import { and, eq, isNull, ne } from 'drizzle-orm'
import { notices } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, UpstreamError } from '@/lib/core/error'
import { providerNamed } from '@/lib/payments/registry'
import { TelecomError } from '@/lib/telecom/provider'
import { refreshSim } from '@/lib/usage/refresh'
import { genuineOf } from './confirm'
import { looks, type Reads } from './look'
import { note, type Waiting } from './note'

/** `everything` reads more of a payment than `payment` does. */
const thorough: readonly Reads[] = ['everything', 'payment', 'payout', 'method', 'account']

/**
 * Works on a kept notice, and on all others about the same payment or SIM that wait: what they say is only a reason to
 * look, and one look at their sender, made after all of them were kept, answers for all.
 */
export async function handle(tenantId: string, noticeId: string): Promise<void> {
  const found = await inTenant(tenantId, (tx) => findWaiting(tx, noticeId))
  if (!found) return
  const { connection, subjectId } = found
  let { waiting } = found
  try {
    if (connection.kind === 'psp') waiting = await genuineOf(connection, waiting)
    if (!waiting.length) return
    if (subjectId === null) await inTenant(tenantId, (tx) => note(tx, waiting, { outcome: 'kept' }))
    else if (connection.kind === 'psp') await handlePsp(connection, subjectId, waiting)
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

const waitingWith = (tx: Tx, noticeId: string, connectionId: string, subjectId: string): Promise<Waiting[]> =>
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

/** All that wait tell of one thing, so one look ends them: the most thorough that one of them asks for. */
async function handlePsp(connection: Connection, subjectId: string, waiting: Waiting[]): Promise<void> {
  const { events } = providerNamed(connection.provider)
  const readsOf = ({ type }: Waiting) => events.find((each) => each.type === type)?.reads ?? 'nothing'
  const kept = waiting.filter((each) => readsOf(each) === 'nothing')
  if (kept.length) await inTenant(connection.tenantId, (tx) => note(tx, kept, { outcome: 'kept' }))
  const telling = waiting.filter((each) => readsOf(each) !== 'nothing')
  const wanted = new Set(telling.map(readsOf))
  const look = thorough.find((reads) => wanted.has(reads))
  if (look) await looks[look](connection, subjectId, (tx, outcome) => note(tx, telling, { outcome }))
}

async function handleTelecom(connection: Connection, iccid: string, waiting: Waiting[]): Promise<void> {
  const isOurs = await refreshSim(connection, iccid)
  await inTenant(connection.tenantId, (tx) => note(tx, waiting, { outcome: isOurs ? 'applied' : 'foreign' }))
}
