import { eq } from 'drizzle-orm'
import { companies, endUsers, payments, refills, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { open } from '@/lib/core/secrets'
import { startWithCard } from '@/lib/payment-methods/start'
import type { PaymentState } from '@/lib/payments/states'
import { payUrl } from './open'
import type { Refill } from './settle'

/** Makes the payment of a refill known to its provider, or finds it there again. */
export async function startRefillAtProvider(tenantId: string, paymentId: string): Promise<PaymentState> {
  const { refill, description } = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ refill: refills })
      .from(payments)
      .innerJoin(refills, eq(refills.id, payments.refillId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    const { title, whose } = await subjectOf(tx, found.refill)
    return { refill: found.refill, description: `${title}: ${whose}` }
  })
  return startWithCard(tenantId, paymentId, {
    email: refill.email,
    description,
    metadata: { refill_id: refill.id },
    returnUrl: `${payUrl(await open(refill.tokenSealed))}/return`,
  })
}

/** What is refilled, and whose it is, in words. */
export async function subjectOf(tx: Tx, refill: Refill): Promise<{ title: string; whose: string }> {
  const [found] = await tx
    .select({ company: companies.name, name: endUsers.name, email: endUsers.email })
    .from(refills)
    .leftJoin(wallets, eq(wallets.id, refills.walletId))
    .leftJoin(companies, eq(companies.id, wallets.companyId))
    .leftJoin(endUsers, eq(endUsers.id, wallets.endUserId))
    .where(eq(refills.id, refill.id))
  const { company, name, email } = found!
  return { title: 'Wallet refill', whose: company ?? (name || email!) }
}
