import { eq } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { invalidField } from '@/lib/core/error'
import { consentText } from '@/lib/payment-methods/consent'
import type { CardWish } from '@/lib/payment-methods/with-payment'
import { providerNamed } from '@/lib/payments/registry'
import type { Buyer } from '@/lib/tenancy/buyers'

/** What a form of ways to pay sends: the way that was chosen, and whether its card is kept. */
export type Chosen = { connectionId: string; save?: 'on' }

/** How it is paid: through which connection, and what is done with a card. */
export type Choice = { connectionId: string; wish: CardWish | null }

/**
 * What was chosen, for who chose it: only a buyer who is signed in pays with a saved card, and with his own, or keeps
 * one. Throws `invalid` at `connectionId` for the card of anybody else.
 */
export async function readChoice(
  tenantId: string,
  { connectionId: id, save }: Chosen,
  buyer: Buyer | null,
  { ip, agent }: { ip: string; agent: string },
): Promise<Choice> {
  if (id.startsWith('pmt_')) return savedCard(buyer, id)
  if (!save || buyer?.tenantId !== tenantId || !(await canKeep(tenantId, id)))
    return { connectionId: id, wish: null }
  const consent = { text: consentText(buyer.tenant.name), ip, agent }
  return { connectionId: id, wish: { owner: buyer.endUserId, consent } }
}

async function savedCard(buyer: Buyer | null, methodId: string): Promise<Choice> {
  // As the buyer: row security hides the cards of others.
  const [method] = buyer
    ? await inTenant(buyer, (tx) =>
        tx
          .select({ connectionId: paymentMethods.connectionId })
          .from(paymentMethods)
          .where(eq(paymentMethods.id, methodId)),
      )
    : []
  if (!method || !buyer)
    throw invalidField('connectionId', 'This card can no longer be charged. Choose another way to pay.')
  return { connectionId: method.connectionId, wish: { owner: buyer.endUserId, methodId } }
}

async function canKeep(tenantId: string, connectionId: string): Promise<boolean> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  return connection.kind === 'psp' && providerNamed(connection.provider).keepsMethods === true
}
