import { eq } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { invalidField } from '@/lib/core/error'
import { consentText } from '@/lib/payment-methods/consent'
import type { CardWish } from '@/lib/payment-methods/with-payment'
import { houseConnection } from '@/lib/payments/house'
import { providerNamed } from '@/lib/payments/registry'
import type { Buyer } from '@/lib/tenancy/buyers'
import { findWallet } from '@/lib/wallets/open'

/** What a form of ways to pay sends: the way that was chosen, and whether its card is kept. */
export type Chosen = { connectionId: string; save?: 'on' }

/** How it is paid: through which connection, and what is done with a card. */
export type Choice = { connectionId: string; wish: CardWish | null }

/**
 * What was chosen, for who chose it: only a buyer who is signed in pays with a saved card or from a wallet, and with his
 * own, or keeps a card. Throws `invalid` at `connectionId` for those of anybody else.
 */
export async function readChoice(
  tenantId: string,
  { connectionId: id, save }: Chosen,
  buyer: Buyer | null,
  { ip, agent }: { ip: string; agent: string },
): Promise<Choice> {
  if (id.startsWith('pmt_')) return savedCard(buyer, id)
  if (id.startsWith('wal_')) return ownWallet(buyer, id)
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

async function ownWallet(buyer: Buyer | null, walletId: string): Promise<Choice> {
  const wallet = buyer && (await findWallet(buyer, walletId).catch(() => null))
  if (!wallet)
    throw invalidField('connectionId', 'This wallet cannot be paid from. Choose another way to pay.')
  const house = await inTenant(buyer.tenantId, (tx) => houseConnection(tx, wallet.mode))
  return { connectionId: house.id, wish: { owner: buyer.endUserId, walletId } }
}

async function canKeep(tenantId: string, connectionId: string): Promise<boolean> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  return connection.kind === 'psp' && providerNamed(connection.provider).keepsMethods === true
}
