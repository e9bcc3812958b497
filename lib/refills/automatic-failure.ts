import { and, eq } from 'drizzle-orm'
import { companies, endUsers, type payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { clearAlert, raiseAlert } from '@/lib/alerts/raise'
import { formatMoney, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { blockMethod } from '@/lib/payment-methods/keep'
import type { ChargeState, PaymentState } from '@/lib/payments/states'
import type { Wallet } from '@/lib/wallets/balance'
import { closeRefill } from './asked'
import type { Look } from './automatic-facts'
import { mailConfirm, mailDeclined } from './automatic-mail'
import type { Refill } from './settle'

type Payment = typeof payments.$inferSelect

export const nothingCharged = 'The payment provider never got the charge: nothing was taken.'
export const waitsForOwner = 'The bank wants the owner of the card to confirm it. The link was mailed.'

/** Ends an automatic refill that took nothing. What of it is still open at the provider is called off. */
export async function endFailed(tx: Tx, refill: Refill, { problem }: { problem: string }): Promise<void> {
  const [ended] = await tx
    .update(refills)
    .set({ status: 'canceled', problem })
    .where(and(eq(refills.id, refill.id), eq(refills.status, 'open')))
    .returning({ tenantId: refills.tenantId })
  if (!ended) return
  const { tenantId } = ended
  await enqueue(tx, closeRefill, { tenantId, refillId: refill.id }, { key: `close:${refill.id}` })
}

/**
 * What an answer about the charge of an automatic refill means for it. A decline ends it; a bank that wants to see the
 * owner leaves it to the owner, and from then on a failed try there is only a try.
 */
export async function followCharge(
  tx: Tx,
  refill: Refill,
  payment: Payment,
  { charges: tries }: PaymentState,
): Promise<void> {
  const { methodId, methodUse } = payment
  if (!methodId || methodUse !== 'unattended') return
  if (refill.status !== 'open' || refill.problem === waitsForOwner) return
  if (payment.status === 'requires_action') {
    await tx.update(refills).set({ problem: waitsForOwner }).where(eq(refills.id, refill.id))
    return mailConfirm(tx, refill, methodId)
  }
  const last = tries.at(-1)
  const hasEnded =
    payment.status === 'failed' || payment.status === 'canceled' || payment.status === 'expired'
  if (hasEnded || (payment.status === 'created' && last?.status === 'failed'))
    await decline(tx, refill, methodId, last)
}

async function decline(
  tx: Tx,
  refill: Refill,
  methodId: string,
  last: ChargeState | undefined,
): Promise<void> {
  const problem = last?.buyerMessage ?? last?.message ?? 'The payment was declined.'
  await endFailed(tx, refill, { problem })
  if (last?.isHopeless) await blockMethod(tx, methodId, problem)
  await mailDeclined(tx, refill, methodId, { problem, isHopeless: last?.isHopeless === true })
}

/** Tells staff of a refill that does not go on by itself, and of its end. */
export async function tellStaff(tx: Tx, wallet: Wallet, { standing, amount }: Look): Promise<void> {
  if (standing.kind === 'inFlight' || standing.kind === 'off') return
  if (amount === 0n || standing.kind === 'ready') return clearAlert(tx, 'refills.blocked', wallet.id)
  const whose = await ownerName(tx, wallet)
  const words = { blocked: 'is blocked', capped: 'is at its limit', waiting: 'has failed' }
  await raiseAlert(tx, wallet.tenantId, {
    kind: 'refills.blocked',
    subject: wallet.id,
    mode: wallet.mode,
    title: `The automatic refill of ${whose} ${words[standing.kind]}`,
    detail: `${standing.text} ${formatMoney(money(amount, wallet.currency))} should be added.`,
    href: `/wallets/${wallet.id}`,
  })
}

async function ownerName(tx: Tx, { companyId, endUserId }: Wallet): Promise<string> {
  const [company] = companyId ? await tx.select().from(companies).where(eq(companies.id, companyId)) : []
  const [person] = endUserId ? await tx.select().from(endUsers).where(eq(endUsers.id, endUserId)) : []
  return company?.name ?? (person?.name || person?.email) ?? 'a wallet'
}
