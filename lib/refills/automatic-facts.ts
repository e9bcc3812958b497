import { and, desc, eq, gt, notInArray } from 'drizzle-orm'
import { connections, disputes, paymentMethods, payments, refills, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { greaterOf, lesserOf } from '@/lib/core/money'
import { ofOwner } from '@/lib/payment-methods/owner'
import { balanceOf, type Wallet } from '@/lib/wallets/balance'
import { refillLimits } from '@/lib/wallets/limits'
import { companyWallet } from './automatic-settings'
import {
  type Attempt,
  type Automatic,
  monthMs,
  type Source,
  type Standing,
  standingOf,
} from './automatic-standing'

export type Look = {
  standing: Standing
  source: Source
  /** What would be charged now; nothing while there is enough. */
  amount: bigint
}

/** Looks at everything that decides on a refill. What is on its way is read before the balance that it changes. */
export async function lookAt(tx: Tx, wallet: Wallet, settings: Automatic): Promise<Look> {
  const attempts = await attemptsOf(tx, wallet.id)
  const source = await sourceOf(tx, wallet, settings)
  const returned = await returnedSince(tx, wallet.id, settings.armedAt)
  const { settled, held } = await balanceOf(tx, wallet)
  const amount = gapOf(settings, wallet.currency, settled - held)
  const { currency } = wallet
  const standing = standingOf({ settings, currency, source, attempts, returned, amount })
  return { standing: wallet.isEnabled ? standing : { kind: 'off' }, source, amount }
}

/** The whole gap at once, so that one debit never leads to many charges. */
export function gapOf(
  { threshold, target, minimum }: Pick<Automatic, 'threshold' | 'target' | 'minimum'>,
  currency: string,
  balance: bigint,
): bigint {
  if (balance >= threshold) return 0n
  const limits = refillLimits(currency)
  return lesserOf(greaterOf(greaterOf(target - balance, minimum), limits.least), limits.most)
}

const attemptsOf = (tx: Tx, walletId: string): Promise<Attempt[]> =>
  tx
    .select({
      status: refills.status,
      amount: refills.amount,
      createdAt: refills.createdAt,
      problem: refills.problem,
      methodId: payments.methodId,
    })
    .from(refills)
    // Of its own charge, not of what its owner may have paid it with.
    .leftJoin(payments, and(eq(payments.refillId, refills.id), eq(payments.methodUse, 'unattended')))
    .where(
      and(
        eq(refills.walletId, walletId),
        eq(refills.origin, 'automatic'),
        gt(refills.createdAt, new Date(Date.now() - monthMs)),
      ),
    )
    .orderBy(desc(refills.id))
    .limit(1_000)

// Its end user belongs to another company by now.
const left = 'The wallet that it is taken from is of a company that this one no longer belongs to.'

async function sourceOf(tx: Tx, wallet: Wallet, settings: Automatic): Promise<Source> {
  if (settings.sourceWalletId)
    return {
      kind: 'wallet',
      problem: (await companyWallet(tx, wallet))?.id === settings.sourceWalletId ? null : left,
    }
  const chosen = settings.methodId
    ? eq(paymentMethods.id, settings.methodId)
    : and(ofOwner((wallet.companyId ?? wallet.endUserId)!), eq(paymentMethods.isDefault, true))
  const [found] = await tx
    .select({ method: paymentMethods, connection: connections })
    .from(paymentMethods)
    .innerJoin(connections, eq(connections.id, paymentMethods.connectionId))
    .where(and(chosen, notInArray(paymentMethods.status, ['removed', 'adding'])))
  if (!found) return { kind: 'method', method: null, problem: null }
  const { status, mode, name } = found.connection
  const problem =
    status !== 'connected'
      ? `The payment provider "${name}" is not in use at the moment.`
      : mode !== wallet.mode
        ? `The payment method is in ${mode} mode, and the wallet in ${wallet.mode} mode.`
        : null
  return { kind: 'method', method: found.method, problem }
}

/** Money that was paid into the wallet and has left it for its payer again: filling up at once would undo that. */
async function returnedSince(tx: Tx, walletId: string, since: Date): Promise<string | null> {
  const ofWallet = eq(refills.walletId, walletId)
  const [refund] = await tx
    .select({ id: refunds.id })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .innerJoin(refills, eq(refills.id, payments.refillId))
    .where(and(ofWallet, gt(refunds.createdAt, since), notInArray(refunds.status, ['failed', 'canceled'])))
    .limit(1)
  if (refund) return 'A refill was refunded.'
  const [dispute] = await tx
    .select({ id: disputes.id })
    .from(disputes)
    .innerJoin(payments, eq(payments.id, disputes.paymentId))
    .innerJoin(refills, eq(refills.id, payments.refillId))
    .where(and(ofWallet, gt(disputes.openedAt, since)))
    .limit(1)
  return dispute ? 'A refill is disputed.' : null
}
