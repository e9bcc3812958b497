import { desc, eq } from 'drizzle-orm'
import { payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, invalidField } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { assertNoUnknownCharge, type CardWish, cardUse, openFor } from '@/lib/payment-methods/with-payment'
import { wayOf } from '@/lib/payments/card-form'
import { getWalletRow, walletAccount } from '@/lib/wallets/balance'
import { closeRefill } from './jobs'
import { lockRefill, type Refill } from './settle'

const dayMs = 86_400_000

/**
 * The payment with which an open refill is paid through a connection: the one that is open there, or a new one. Under
 * the lock of the refill, so that two tabs get the same. Throws `precondition` for a refill that is not open any more,
 * and `invalid` for a way to pay that does not fit.
 */
export const paymentFor = (
  tenantId: string,
  refillId: string,
  connectionId: string,
  wish: CardWish | null = null,
): Promise<string> =>
  inTenant(tenantId, async (tx) => {
    const refill = await lockRefill(tx, refillId)
    assertPayable(refill)
    await assertSpendable(tx, refill)
    const connection = await getConnection(tx, connectionId)
    assertUsable(connection, refill)
    const all = await tx
      .select()
      .from(payments)
      .where(eq(payments.refillId, refillId))
      .orderBy(desc(payments.id))
    const open = await openFor(tx, all, connectionId, wish)
    if (open) return open.id
    assertNoUnknownCharge(all)
    await waitLonger(tx, refill, connection)
    return addPayment(tx, refill, connection, wish)
  })

/** Money by hand may take more days than a refill is open: then it is open as long. */
async function waitLonger(tx: Tx, { tenantId, id, expiresAt, ...refill }: Refill, connection: Connection) {
  const way = await wayOf(connection, money(refill.amount, refill.currency))
  const until = way.kind === 'instructions' ? new Date(Date.now() + way.days * dayMs) : expiresAt
  if (until <= expiresAt) return
  await tx.update(refills).set({ expiresAt: until }).where(eq(refills.id, id))
  await enqueue(tx, closeRefill, { tenantId, refillId: id }, { runAt: until, key: `close:${id}` })
}

/** Money that could not be spent is not asked for; what comes all the same is kept. */
async function assertSpendable(tx: Tx, { walletId }: Refill): Promise<void> {
  if (!(await getWalletRow(tx, walletId)).isEnabled)
    throw new AppError('precondition', 'This wallet is switched off, so nothing can be added just now.')
}

const isOpen = ({ status, expiresAt }: Refill): boolean => status === 'open' && expiresAt > new Date()

export function assertPayable(refill: Refill): void {
  if (isOpen(refill)) return
  throw new AppError(
    'precondition',
    refill.status === 'open' || refill.status === 'expired' || refill.status === 'canceled'
      ? 'The time to pay is over. Nothing was charged; ask for a new refill.'
      : 'This refill is paid already.',
  )
}

/** Money of the test mode pays for nothing real, and real money is not put where it is only tried. */
function assertUsable({ kind, status, mode }: Connection, refill: Refill): void {
  if (kind === 'psp' && status === 'connected' && mode === refill.mode) return
  throw invalidField('connectionId', 'This way to pay is not available at the moment. Choose another one.')
}

async function addPayment(
  tx: Tx,
  refill: Refill,
  connection: Connection,
  wish: CardWish | null,
): Promise<string> {
  const id = newId('pay')
  await tx.insert(payments).values({
    id,
    ...(await cardUse(tx, connection, wish)),
    refillId: refill.id,
    account: walletAccount(refill.walletId),
    connectionId: connection.id,
    amount: refill.amount,
    currency: refill.currency,
    mode: refill.mode,
  })
  return id
}
