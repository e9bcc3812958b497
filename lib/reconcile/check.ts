import { eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { money } from '@/lib/core/money'
import { readPayment } from '@/lib/payments/read'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from '@/lib/settlement/settle'
import { callOff } from './call-off'
import { type Difference, differencesOf, ourSide, stageOf } from './differ'
import { type Mirror, readMirrors } from './mirror'
import { closeOthers, recordDifference } from './record'

type Payment = Mirror['payment']
export type Verdict = 'same' | 'mended' | 'differing'

// What is wrong with this one payment; all else is of the key, the connection or the moment.
const ofOne: readonly string[] = ['invalid', 'conflict', 'precondition', 'unprocessable']

/** A look at one payment among many: one that the provider refuses to show does not end the walk over the others. */
export async function unlessRefused<T>(look: Promise<T>, externalId: string | null): Promise<T | 'unread'> {
  try {
    return await look
  } catch (error) {
    if (!(error instanceof AppError) || !ofOne.includes(error.code) || error.detail.brokenConnection)
      throw error
    log().warn({ externalId, problem: error.message }, 'a payment could not be compared')
    return 'unread'
  }
}

/**
 * Reads a payment of ours whole and brings ours to it by the one path, as a webhook would have; what differs even then is
 * written down for a person. One that we gave up and nobody paid is called off. Throws `UpstreamError` without an answer.
 */
export async function checkPayment(connection: Connection, payment: Payment, until: Date): Promise<Verdict> {
  const state = await readOrMissing(connection, payment)
  if (state === null) return 'same'
  if (state === 'missing') return inTenant(connection.tenantId, (tx) => writeMissing(tx, payment, until))
  const verdict = await inTenant(connection.tenantId, (tx) => bringTo(tx, payment, state, until))
  await callOffOrphan(connection, payment, state)
  return verdict
}

/** Null where the provider cannot be asked. */
const readOrMissing = (connection: Connection, payment: Payment) =>
  readPayment(connection, payment, { everything: true }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return 'missing' as const
    throw error
  })

async function bringTo(tx: Tx, payment: Payment, state: PaymentState, until: Date): Promise<Verdict> {
  const before = differencesOf(await mirrorOf(tx, payment.id), state, until)
  await settleWith(tx, payment, state)
  const after = differencesOf(await mirrorOf(tx, payment.id), state, until)
  const keyOf = ({ kind, object, subject }: Difference) => `${kind} ${object} ${subject}`
  const left = new Set(after.map(keyOf))
  const mended = before.filter((each) => !left.has(keyOf(each)))
  // Kept too, and closed at once: whoever asks sees what the events did not bring.
  for (const each of mended) await record(tx, payment, each)
  await write(tx, payment, after)
  return after.length ? 'differing' : mended.length ? 'mended' : 'same'
}

async function mirrorOf(tx: Tx, id: string): Promise<Mirror> {
  const [mirror] = await readMirrors(tx, eq(payments.id, id))
  return mirror!
}

const record = (tx: Tx, { id: paymentId, connectionId }: Payment, difference: Difference) =>
  recordDifference(tx, { connectionId, paymentId }, difference)

/** Writes down all that differs now; what is no longer among it is over. */
async function write(tx: Tx, payment: Payment, found: readonly Difference[]): Promise<void> {
  const ids: string[] = []
  for (const each of found) ids.push(await record(tx, payment, each))
  await closeOthers(tx, payment.id, ids)
  await tx.update(payments).set({ comparedAt: new Date() }).where(eq(payments.id, payment.id))
}

/** The account does not have it: perhaps it never did, or the key is of another account. */
async function writeMissing(tx: Tx, payment: Payment, until: Date): Promise<Verdict> {
  if (payment.createdAt > until) return 'same'
  const mirror = await mirrorOf(tx, payment.id)
  const isOver = stageOf(mirror.payment.status) === 'ended'
  const { externalId, received, currency } = mirror.payment
  const difference: Difference = {
    ...{ kind: 'missing_there', object: 'payment', subject: externalId ?? payment.id },
    ...{ ours: ourSide(mirror), theirs: null, stake: money(-received, currency) },
  }
  await write(tx, payment, isOver ? [] : [difference])
  return isOver ? 'same' : 'differing'
}

/** Ours has ended, theirs can still be paid: an orphan. */
async function callOffOrphan(connection: Connection, payment: Payment, state: PaymentState): Promise<void> {
  const now = await inTenant(connection.tenantId, (tx) => mirrorOf(tx, payment.id))
  const canBePaid = ['open', 'authorized'].includes(stageOf(state.status))
  if (now.payment.mismatch || stageOf(now.payment.status) !== 'ended' || !canBePaid) return
  await callOff(connection, payment, state.externalId)
}
