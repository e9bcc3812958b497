import { and, asc, eq } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { isSandbox } from '@/lib/connections/endpoint'
import { type Connection, credentialsOf, getConnection } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import type { Money } from '@/lib/core/money'
import { readFacts } from '@/lib/payments/facts'
import { providerNamed } from '@/lib/payments/registry'
import type { Store } from './find'

/** What the browser needs to draw the provider's own card form. */
export type CardForm = {
  publishableKey: string
  /** The script that stands in for the provider's; null: the real one. */
  scriptUrl: string | null
  /** As the provider counts the currency. */
  amount: number
  currency: string
}

/** One way to pay: with a card form inside the page, or (`card` is null) on the provider's own page. */
export type PayWay = {
  connectionId: string
  label: string
  hint: string
  mode: 'test' | 'live'
  card: CardForm | null
}

/** The connections that may be paid with. Beside a live one a test one is not offered: its cards cost nothing. */
async function connected(tx: Tx): Promise<Connection[]> {
  const found = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.kind, 'psp'), eq(connections.status, 'connected')))
    .orderBy(asc(connections.id))
  const live = found.filter(({ mode }) => mode === 'live')
  return live.length ? live : found
}

/** The ways to pay this price, in the order in which they were connected; none that cannot take the amount. */
export async function payWaysOf({ tenantId }: Pick<Store, 'tenantId'>, price: Money): Promise<PayWay[]> {
  const found = await inTenant(tenantId, connected)
  const ways = await Promise.all(found.map((connection) => payWay(connection, price)))
  return ways.filter((way) => way !== null)
}

/** The card form of a payment that was begun; null when its provider has a page of its own. */
export async function cardFormOf(
  tenantId: string,
  connectionId: string,
  price: Money,
): Promise<CardForm | null> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  return cardForm(connection, price)
}

/** True when what is paid here is not real money. */
export const isTestStore = ({ tenantId }: Pick<Store, 'tenantId'>): Promise<boolean> =>
  inTenant(tenantId, async (tx) => (await connected(tx)).some(({ mode }) => mode === 'test'))

async function payWay(connection: Connection, price: Money): Promise<PayWay | null> {
  const { id, mode, provider } = connection
  try {
    const card = await cardForm(connection, price)
    const { label } = providerNamed(provider)
    return card
      ? { connectionId: id, mode, label: 'Card', hint: `Paid securely through ${label}.`, card }
      : {
          connectionId: id,
          mode,
          label: inWords(readFacts(connection.facts).methods) ?? label,
          hint: `You pay on the page of ${label} and come back here.`,
          card,
        }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

const mostNamed = 3

/** `iDEAL, Card, Bancontact and more`; null for none. */
function inWords(methods: readonly string[]): string | null {
  if (!methods.length) return null
  return methods.slice(0, mostNamed).join(', ') + (methods.length > mostNamed ? ' and more' : '')
}

/** Null: the buyer pays on a page of the provider's own. Throws `invalid` for an amount that it cannot take. */
async function cardForm(connection: Connection, price: Money): Promise<CardForm | null> {
  const way = providerNamed(connection.provider).wayToPay(await credentialsOf(connection), price)
  if (way.kind !== 'card_form') return null
  const { publishableKey, amount, currency } = way
  if (!publishableKey) throw new AppError('precondition', 'The connection has no publishable key.')
  const scriptUrl = isSandbox(connection.endpoint) ? `${env.SANDBOX_URL}/js/endive/stripe.js` : null
  return { publishableKey, scriptUrl, amount, currency }
}
