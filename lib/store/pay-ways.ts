import { and, asc, eq } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import type { Money } from '@/lib/core/money'
import { type CardForm, cardOf, wayOf } from '@/lib/payments/card-form'
import { readFacts } from '@/lib/payments/facts'
import type { WayToPay } from '@/lib/payments/provider'
import { providerNamed } from '@/lib/payments/registry'
import type { Store } from './find'

export type { CardForm } from '@/lib/payments/card-form'

/** One way to pay: in a card form inside the page (`card`), on the provider's own page, or as instructions say. */
export type PayWay = {
  connectionId: string
  kind: WayToPay['kind']
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
  return cardOf(connection, await wayOf(connection, price))
}

/** True when what is paid here is not real money. */
export const isTestStore = ({ tenantId }: Pick<Store, 'tenantId'>): Promise<boolean> =>
  inTenant(tenantId, async (tx) => (await connected(tx)).some(({ mode }) => mode === 'test'))

async function payWay(connection: Connection, price: Money): Promise<PayWay | null> {
  const { id: connectionId, mode } = connection
  try {
    const way = await wayOf(connection, price)
    return { connectionId, mode, kind: way.kind, ...wordsFor(connection, way), card: cardOf(connection, way) }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function wordsFor({ provider, facts }: Connection, way: WayToPay): Pick<PayWay, 'label' | 'hint'> {
  const { label } = providerNamed(provider)
  if (way.kind === 'card_form') return { label: 'Card', hint: `Paid securely through ${label}.` }
  if (way.kind === 'instructions')
    return { label: way.title, hint: 'You get our details to pay to. The eSIM comes once your money has.' }
  const name = way.title ?? label
  return {
    label: inWords(readFacts(facts).methods) ?? name,
    hint: `You pay on the page of ${name} and come back here.`,
  }
}

const mostNamed = 3

/** `iDEAL, Card, Bancontact and more`; null for none. */
function inWords(methods: readonly string[]): string | null {
  if (!methods.length) return null
  return methods.slice(0, mostNamed).join(', ') + (methods.length > mostNamed ? ' and more' : '')
}
