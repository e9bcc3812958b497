import { and, eq } from 'drizzle-orm'
import { entries, payouts } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { raiseAlert } from '@/lib/alerts/raise'
import type { Connection } from '@/lib/connections/find'
import { currency, formatMoney, type Money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { moveMoney } from '@/lib/ledger/post'
import type { PayoutState } from '@/lib/payments/states'
import { readPayoutLines } from './jobs'

export type Payout = typeof payouts.$inferSelect
type Status = Payout['status']

// A bank may send back what it had taken, even days later: `paid` may still fail.
const next: Record<Status, readonly Status[]> = {
  pending: ['in_transit', 'paid', 'failed', 'canceled'],
  in_transit: ['pending', 'paid', 'failed', 'canceled'],
  paid: ['failed'],
  failed: [],
  canceled: [],
}

/**
 * Brings our record of a payout to what its provider says, and books it: the money goes to the bank when it is paid, and
 * comes back when the bank returns it. The only writer of `payouts.status`. Asks for its lines once they are final.
 */
export async function applyPayout(tx: Tx, connection: Connection, state: PayoutState): Promise<void> {
  const before = await lockPayout(tx, connection, state)
  const isMoved = next[before.status].includes(state.status)
  const status = isMoved ? state.status : before.status
  const values = { status, arrivesAt: state.arrivesAt, failureReason: state.failureReason }
  if (isMoved || status === state.status)
    await tx.update(payouts).set(values).where(eq(payouts.id, before.id))
  const payout = { ...before, ...values }
  if (status === 'paid') await bookPaid(tx, payout)
  if (isMoved && status === 'failed') await returnToProvider(tx, connection, payout)
  if (!state.isItemized || payout.itemizedAt) return
  const input = { tenantId: connection.tenantId, payoutId: payout.id }
  await enqueue(tx, readPayoutLines, input, { key: `payout-lines:${payout.id}` })
}

/** Staff are told, whether it had been paid before or not. */
async function returnToProvider(tx: Tx, connection: Connection, payout: Payout): Promise<void> {
  if (await isBooked(tx, payout)) await bookReturned(tx, payout)
  await raiseAlert(tx, connection.tenantId, {
    kind: 'payouts.failed',
    subject: payout.id,
    mode: connection.mode,
    title: `A payout of ${formatMoney(amountOf(payout))} failed`,
    detail: `${payout.failureReason ?? 'The bank sent it back.'} The money is with ${connection.name} again. Check the bank account there.`,
    href: `/transactions/payouts/${payout.id}`,
  })
}

/** Its row, held until the end of the transaction; one that was not known yet begins as `pending`. */
async function lockPayout(tx: Tx, { id: connectionId }: Connection, state: PayoutState): Promise<Payout> {
  const { externalId, amount, isAutomatic, arrivesAt, at: madeAt } = state
  await tx
    .insert(payouts)
    .values({
      ...{ connectionId, externalId, status: 'pending' as const, isAutomatic, arrivesAt, madeAt },
      ...amount,
    })
    .onConflictDoNothing({ target: [payouts.tenantId, payouts.connectionId, payouts.externalId] })
  const [found] = await tx
    .select()
    .from(payouts)
    .where(and(eq(payouts.connectionId, connectionId), eq(payouts.externalId, externalId)))
    .for('update')
  return found!
}

const amountOf = (payout: Payout): Money => ({ amount: payout.amount, currency: currency(payout.currency) })

const pspAccount = ({ connectionId }: Payout) => `psp:${connectionId}`

const bookPaid = (tx: Tx, payout: Payout) =>
  moveMoney(tx, `${payout.id}:paid`, amountOf(payout), pspAccount(payout), 'bank', 'Paid out')

const bookReturned = (tx: Tx, payout: Payout) =>
  moveMoney(
    tx,
    `${payout.id}:failed`,
    amountOf(payout),
    'bank',
    pspAccount(payout),
    'The payout failed: the money is back',
  )

async function isBooked(tx: Tx, { id }: Payout): Promise<boolean> {
  const [entry] = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(eq(entries.cause, `${id}:paid`))
  return entry !== undefined
}
