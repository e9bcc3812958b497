import { isSandbox } from '@/lib/connections/endpoint'
import { type Connection, credentialsOf } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import type { Money } from '@/lib/core/money'
import { payPageOf } from './pay-page'
import type { WayToPay } from './provider'
import { providerNamed } from './registry'

/** What the browser needs to draw the provider's own card form. */
export type CardForm = {
  publishableKey: string
  /** The account that the key acts for, where it is not its own. */
  account?: string
  /** The script that stands in for the provider's; null: the real one. */
  scriptUrl: string | null
  /** As the provider counts the currency. */
  amount: number
  currency: string
}

/** How this price is paid through a connection. Throws `invalid` for an amount that it cannot take. */
export const wayOf = async (
  connection: Connection,
  price: Money,
  page = payPageOf(connection),
): Promise<WayToPay> =>
  providerNamed(connection.provider).wayToPay(await credentialsOf(connection), price, page)

/** Null: the buyer pays elsewhere. Throws `precondition` where the form cannot be drawn. */
export function cardOf({ endpoint }: Connection, way: WayToPay): CardForm | null {
  if (way.kind !== 'card_form') return null
  const { publishableKey, account, amount, currency } = way
  if (!publishableKey) throw new AppError('precondition', 'The connection has no publishable key.')
  const scriptUrl = isSandbox(endpoint) ? `${env.SANDBOX_URL}/js/endive/stripe.js` : null
  return { publishableKey, ...(account && { account }), scriptUrl, amount, currency }
}
