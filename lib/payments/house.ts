import { and, eq } from 'drizzle-orm'
import { connections, type payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { invariant } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { newToken, seal } from '@/lib/core/secrets'
import { wallet } from './providers/wallet/index'
import type { Mode, PaymentState } from './states'

type Payment = typeof payments.$inferSelect

/** The connection that stands for the wallets of an organization, made when there is none. */
export async function houseConnection(tx: Tx, mode: Mode): Promise<Connection> {
  await tx
    .insert(connections)
    .values({
      ...{ kind: 'wallet', provider: wallet.name, name: wallet.label, endpoint: wallet.endpoint, mode },
      ...{ credentials: seal('{}'), webhookKey: newToken() },
    })
    .onConflictDoNothing()
  const [house] = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.kind, 'wallet'), eq(connections.mode, mode)))
  invariant(house, 'the house has a connection of each mode')
  return house
}

/** A payment that was taken out of a wallet, in the words of a provider: here our own books are the truth. */
export async function houseState(tx: Tx, payment: Payment): Promise<PaymentState> {
  const made = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.paymentId, payment.id), eq(refunds.status, 'succeeded')))
  const amount = money(payment.amount, payment.currency)
  return {
    ...{ externalId: payment.id, status: 'paid', amount, received: amount, mode: payment.mode },
    ...{ metadata: { payment_id: payment.id }, clientSecret: null, redirectUrl: null },
    charges: [
      {
        ...{ externalId: payment.id, status: 'succeeded', amount, at: payment.createdAt, method: 'wallet' },
        ...{ brand: null, last4: null, country: null, declineCode: null, message: null, buyerMessage: null },
        ...{ fee: null, net: null },
      },
    ],
    refunds: made.map(({ id, amount: back, currency, externalId, reason, createdAt }) => ({
      ...{ externalId: externalId ?? id, status: 'succeeded', amount: money(back, currency), reason },
      ...{ reference: id, failureReason: null, at: createdAt },
    })),
    ...{ disputes: [], captureBefore: null, canceledBecause: null },
  }
}
