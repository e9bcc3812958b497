import { sql } from 'drizzle-orm'
import { foreignPayments, type SweepCounts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { toJson } from '@/lib/core/json'
import { installationId } from '@/lib/payments/installation'
import type { ChargeState, PaymentState } from '@/lib/payments/states'
import type { Run } from './compare'
import type { Stop } from './phases'
import { walkPayments } from './sweep'

/** Keeps what other software made on the account. Ours are left alone, and nothing is booked. */
export const importHistory = ({ sweep, gateway, connection, isOver }: Run): Promise<Stop> =>
  walkPayments(sweep, gateway, isOver, (batch) => keepForeign(connection, batch))

async function keepForeign(connection: Connection, batch: readonly PaymentState[]): Promise<SweepCounts> {
  const installation = await installationId()
  const rows = batch
    .filter(({ metadata }) => metadata.installation !== installation)
    .map((state) => rowOf(connection.id, state))
  if (rows.length)
    await inTenant(connection.tenantId, (tx) =>
      tx
        .insert(foreignPayments)
        .values(rows)
        .onConflictDoUpdate({
          target: [foreignPayments.tenantId, foreignPayments.connectionId, foreignPayments.externalId],
          set: newest,
        }),
    )
  return { seen: batch.length, foreign: rows.length }
}

const changing = [
  ...['status', 'refunded', 'disputed', 'method', 'brand', 'last4', 'country'],
  ...['decline_code', 'fee', 'net', 'settled_currency', 'detail'],
]
const namesOf: Record<string, string> = { decline_code: 'declineCode', settled_currency: 'settledCurrency' }
const newest = Object.fromEntries(
  changing.map((name) => [namesOf[name] ?? name, sql.raw(`excluded.${name}`)]),
)

const sumOf = (parts: readonly { status: string; amount: { amount: bigint } }[], isGone: RegExp): bigint =>
  parts.reduce((sum, { status, amount }) => (isGone.test(status) ? sum + amount.amount : sum), 0n)

function rowOf(connectionId: string, state: PaymentState): typeof foreignPayments.$inferInsert {
  const { externalId, status, amount, mode, charges, refunds, disputes, madeAt } = state
  const charge: ChargeState | undefined =
    charges.find((each) => each.status === 'succeeded') ?? charges.at(-1)
  return {
    ...{ connectionId, externalId, status, mode, ...amount },
    refunded: sumOf(refunds, /^(pending|requires_action|succeeded)$/),
    disputed: sumOf(disputes, /^(needs_response|under_review|lost)$/),
    method: charge?.method,
    brand: charge?.brand,
    last4: charge?.last4,
    country: charge?.country,
    declineCode: charge?.declineCode,
    fee: charge?.fee?.amount,
    net: charge?.net?.amount,
    settledCurrency: charge?.fee?.currency,
    detail: toJson({ charges, refunds, disputes }),
    madeAt: madeAt ?? charge?.at ?? new Date(0),
  }
}
