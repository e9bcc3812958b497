import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { type notices, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { refreshMethod } from '@/lib/payment-methods/refresh'
import { callGateway } from '@/lib/payments/call-gateway'
import { readFacts } from '@/lib/payments/facts'
import type { Gateway } from '@/lib/payments/gateway'
import { checkHealth } from '@/lib/payments/health'
import { installationId } from '@/lib/payments/installation'
import type { ProviderEvent } from '@/lib/payments/provider'
import type { PaymentState } from '@/lib/payments/states'
import { readPayout } from '@/lib/payouts/sync'
import { settleWith } from '@/lib/settlement/settle'
import { toldOf } from './told'

type Outcome = NonNullable<typeof notices.$inferSelect.outcome>
export type Reads = Exclude<ProviderEvent['reads'], 'nothing'>

/** Looks at one thing at its provider, brings ours to it, and ends the notices about it by `end`, in the same transaction. */
type Look = (
  connection: Connection,
  subjectId: string,
  end: (tx: Tx, outcome: Outcome) => Promise<void>,
) => Promise<void>

const lookAtPayment =
  (everything: boolean): Look =>
  async (connection, subjectId, end) => {
    const found = await readPayment(connection, subjectId, everything)
    // Some providers save a method by a payment of nothing.
    const isMethod = await refreshMethod(connection, subjectId)
    await inTenant(connection.tenantId, async (tx) => {
      const ours = found && (await ourPayment(tx, connection, subjectId, found))
      if (ours && found) await settleWith(tx, ours, found)
      await end(tx, ours || isMethod ? 'applied' : 'foreign')
    })
  }

const lookAtPayout: Look = async (connection, subjectId, end) => {
  const isThere = await readPayout(connection, subjectId)
  await inTenant(connection.tenantId, (tx) => end(tx, isThere ? 'applied' : 'foreign'))
}

/** A saved method, or the set-up that brings it. */
const lookAtMethod: Look = async (connection, subjectId, end) => {
  const isOurs = await refreshMethod(connection, subjectId)
  await inTenant(connection.tenantId, (tx) => end(tx, isOurs ? 'applied' : 'foreign'))
}

/** Of the account of another connection nothing is known here. */
const lookAtAccount: Look = async (connection, subjectId, end) => {
  const isOurs = readFacts(connection.facts).accountId === subjectId
  if (isOurs) await checkHealth(connection)
  await inTenant(connection.tenantId, (tx) => end(tx, isOurs ? 'applied' : 'foreign'))
}

/** What is done for each kind of thing that a notice can be about. */
export const looks: Record<Reads, Look> = {
  payment: lookAtPayment(false),
  everything: lookAtPayment(true),
  payout: lookAtPayout,
  method: lookAtMethod,
  account: lookAtAccount,
}

/** What the provider says of a payment now, or has said by all its notices. Null: the account has no such payment. */
const readPayment = (connection: Connection, externalId: string, everything: boolean) =>
  callGateway(connection, async (gateway) =>
    gateway.fetchPayment
      ? gateway.fetchPayment(externalId, { everything })
      : inTenant(connection.tenantId, (tx) => toldState(tx, connection, gateway, externalId)),
  ).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })

async function toldState(tx: Tx, { id }: Connection, gateway: Gateway, externalId: string) {
  const [payment] = await tx
    .select({ amount: payments.amount, currency: payments.currency })
    .from(payments)
    .where(and(eq(payments.connectionId, id), eq(payments.externalId, externalId)))
  if (!payment || !gateway.stateIn) return null
  return gateway.stateIn(await toldOf(tx, id, externalId), money(payment.amount, payment.currency))
}

/** By the provider's id; or by our reference, when our process died before it could write that id down. */
async function ourPayment(tx: Tx, connection: Connection, externalId: string, state: PaymentState) {
  const { metadata, formerExternalId } = state
  const { installation, payment_id: reference } = metadata
  const isOfOurs = reference && installation === (await installationId())
  const byId = inArray(payments.externalId, [externalId, state.externalId, formerExternalId ?? externalId])
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
