import { and, eq, ne } from 'drizzle-orm'
import { automaticRefills, payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { enqueue } from '@/lib/jobs/enqueue'
import type { Method } from '@/lib/payment-methods/owner'
import { isFinal } from '@/lib/payments/state'
import { balanceOf, getWalletRow, lockWallet, type Wallet, walletAccount } from '@/lib/wallets/balance'
import { spend } from '@/lib/wallets/spend'
import { chargeRefill } from './asked'
import { type Look, lookAt } from './automatic-facts'
import { endFailed, nothingCharged, tellStaff } from './automatic-failure'
import type { Automatic } from './automatic-standing'
import { makeRefill } from './open'
import type { Refill } from './settle'

/**
 * Looks whether a wallet is to refill itself, and begins to: one refill at a time, whoever asks and how often. What it
 * charges is charged by a job of its own, after the commit.
 */
export const checkWallet = (tenantId: string, walletId: string): Promise<void> =>
  inTenant(tenantId, async (tx) => {
    const settings = await lockSettings(tx, walletId)
    if (!settings?.isOn) return
    const wallet = await getWalletRow(tx, walletId)
    await endLost(tx, wallet)
    const look = await lookAt(tx, wallet, settings)
    await tellStaff(tx, wallet, look)
    if (look.amount === 0n || look.standing.kind !== 'ready') return
    await begin(tx, wallet, settings, look)
  })

/** One check of a wallet at a time. */
async function lockSettings(tx: Tx, walletId: string): Promise<Automatic | undefined> {
  const [settings] = await tx
    .select()
    .from(automaticRefills)
    .where(eq(automaticRefills.walletId, walletId))
    .for('update')
  return settings
}

const openOf = (walletId: string) =>
  and(eq(refills.walletId, walletId), eq(refills.origin, 'automatic'), eq(refills.status, 'open'))

/** One whose payments have all ended unpaid, such as one that never reached its provider, is over. */
async function endLost(tx: Tx, wallet: Wallet): Promise<void> {
  const [open] = await tx.select().from(refills).where(openOf(wallet.id)).for('update')
  if (!open) return
  const all = await tx
    .select({ status: payments.status })
    .from(payments)
    .where(eq(payments.refillId, open.id))
  if (all.length && all.every(({ status }) => isFinal(status) && status !== 'paid'))
    await endFailed(tx, open, { problem: nothingCharged })
}

async function begin(tx: Tx, wallet: Wallet, settings: Automatic, look: Look): Promise<void> {
  const { amount, source } = look
  const made = await makeRefill(tx, wallet, { amount, origin: 'automatic', email: settings.email })
  // Another has begun one: the database keeps it at one.
  if (!made) return
  if (source.kind === 'method') return askToCharge(tx, wallet, made.refill, source.method!)
  await moveFrom(tx, settings.sourceWalletId!, wallet, made.refill)
}

async function askToCharge(tx: Tx, wallet: Wallet, refill: Refill, method: Method): Promise<void> {
  const { tenantId, id: refillId, amount, currency, mode } = refill
  const paymentId = newId('pay')
  await tx.insert(payments).values({
    ...{ id: paymentId, refillId, amount, currency, mode },
    account: walletAccount(wallet.id),
    connectionId: method.connectionId,
    methodId: method.id,
    methodUse: 'unattended',
  })
  await enqueue(tx, chargeRefill, { tenantId, paymentId }, { key: `charge:${paymentId}` })
}

/** From another wallet: booked at once, or not at all. */
async function moveFrom(tx: Tx, sourceId: string, wallet: Wallet, refill: Refill): Promise<void> {
  const source = await lockWallet(tx, sourceId)
  const { available } = await balanceOf(tx, source)
  if (!source.isEnabled || available < refill.amount)
    return endFailed(tx, refill, { problem: 'The wallet that it is taken from has not enough money.' })
  await spend(tx, sourceId, {
    ...{ cause: `${refill.id}:moved`, amount: refill.amount },
    ...{ text: 'Automatic refill of another wallet', to: walletAccount(wallet.id) },
  })
  await tx
    .update(refills)
    .set({ status: 'done', paidAt: new Date() })
    .where(and(eq(refills.id, refill.id), ne(refills.status, 'done')))
}
