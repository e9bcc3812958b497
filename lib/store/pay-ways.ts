import { and, asc, eq } from 'drizzle-orm'
import { connections, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { subjectsOf } from '@/lib/alerts/raise'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { formatMoney, type Money, money } from '@/lib/core/money'
import { listMethods } from '@/lib/payment-methods/manage'
import { type CardForm, cardOf, wayOf } from '@/lib/payments/card-form'
import { readFacts } from '@/lib/payments/facts'
import { isOffered, offeringOf } from '@/lib/payments/offering'
import type { WayToPay } from '@/lib/payments/provider'
import { buyersNameOf, providerNamed } from '@/lib/payments/registry'
import type { Buyer } from '@/lib/tenancy/buyers'
import { listWallets, WalletQuery } from '@/lib/wallets/list'
import type { Store } from './find'

export type { CardForm } from '@/lib/payments/card-form'

/** One way to pay: in a card form inside the page (`card`), on the provider's own page, or as instructions say. */
export type PayWay = {
  /** What the form sends: of a connection, of a saved card, or of a wallet. */
  id: string
  kind: WayToPay['kind'] | 'saved' | 'wallet'
  label: string
  hint: string
  mode: 'test' | 'live'
  card: CardForm | null
  /** Who is signed in can keep for next time what is paid with. */
  canSave: boolean
}

/** The connections that may be paid with. Beside a live one a test one is not offered: its cards cost nothing. */
async function connected(tx: Tx, mode?: PayWay['mode']): Promise<Connection[]> {
  const found = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.kind, 'psp'), eq(connections.status, 'connected')))
    .orderBy(asc(connections.id))
  const live = found.filter((each) => each.mode === 'live')
  return inOrder(tx, mode ? found.filter((each) => each.mode === mode) : live.length ? live : found)
}

/** As the organization placed them; one that declines far more than usual, or does not answer, comes after all others. */
async function inOrder(tx: Tx, found: Connection[]): Promise<Connection[]> {
  const ill = await subjectsOf(tx, ['declines.spike', 'payments.unknown'])
  const place = (each: Connection) => offeringOf(each).position + (ill.has(each.id) ? 1_000 : 0)
  return found.sort((a, b) => place(a) - place(b))
}

/**
 * The ways to pay this price, in the order that the organization chose; none that cannot take the amount, or is not for
 * buyers of this country. `country` null: nobody knows. With `mode` all of that mode.
 */
export async function payWaysOf(
  { tenantId }: Pick<Store, 'tenantId'>,
  price: Money,
  country: string | null = null,
  mode?: PayWay['mode'],
): Promise<PayWay[]> {
  const offered = await offeredFor(tenantId, price, country, mode)
  const ways = await Promise.all(offered.map((connection) => placedWay(connection, price)))
  return toldApart(ways.filter((each) => each !== null))
}

/** Ways of one name are told apart by where they lead, and those of one place by their number. */
function toldApart(ways: PlacedWay[]): PayWay[] {
  return ways.map((each) => {
    const { way, place } = each
    const alike = ways.filter((other) => other.way.label === way.label)
    if (alike.length === 1) return way
    const here = alike.filter((other) => other.place === place)
    const number = here.length > 1 ? `${here.indexOf(each) + 1}` : null
    const where = [place === way.label ? null : place, number].filter(Boolean).join(' ')
    return where ? { ...way, label: `${way.label} (${where})` } : way
  })
}

async function offeredFor(tenantId: string, price: Money, country: string | null, mode?: PayWay['mode']) {
  const found = await inTenant(tenantId, (tx) => connected(tx, mode))
  return found.filter((connection) => isOffered(offeringOf(connection), { price, country }))
}

/** The saved cards of a signed-in buyer that this price can be paid with at once, the default first. */
export async function savedWaysOf(
  buyer: Buyer,
  price: Money,
  country: string | null = null,
  mode?: PayWay['mode'],
): Promise<PayWay[]> {
  const methods = (await listMethods(buyer, buyer.endUserId)).filter(({ state }) => state === 'active')
  if (!methods.length) return []
  const offered = await offeredFor(buyer.tenantId, price, country, mode)
  const ways = await Promise.all(
    methods.map(async ({ id, connectionId, mode, label }): Promise<PayWay | null> => {
      const connection = offered.find((each) => each.id === connectionId && each.mode === mode)
      if (!connection || !(await payWay(connection, price))?.canSave) return null
      const hint = `Your saved card, charged through ${buyersNameOf(connection.provider)}.`
      return { id, kind: 'saved', label, hint, mode, card: null, canSave: false }
    }),
  )
  return ways.filter((way) => way !== null)
}

/** The wallets of a signed-in buyer that have enough for this price. */
export async function walletWaysOf(buyer: Buyer, price: Money): Promise<PayWay[]> {
  const { rows } = await listWallets(buyer, WalletQuery.parse({ currency: price.currency, state: 'on' }))
  const psps = await inTenant(buyer.tenantId, (tx) => connected(tx))
  const isLive = psps.some(({ mode }) => mode === 'live')
  return rows
    .filter(({ mode, available }) => available >= price.amount && (!isLive || mode === 'live'))
    .map(({ id, mode, available, currency }) => ({
      ...{ id, kind: 'wallet', label: 'Wallet', mode, card: null, canSave: false },
      hint: `${formatMoney(money(available, currency))} available.`,
    }))
}

/** The card form of a payment that was begun; null when its provider has a page of its own. */
export async function cardFormOf(
  tenantId: string,
  connectionId: string,
  price: Money,
): Promise<CardForm | null> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  // It was begun in the form, whatever is chosen for those that are begun now.
  return cardOf(connection, await wayOf(connection, price, 'form'))
}

/** True when what is paid here is not real money. */
export const isTestStore = ({ tenantId }: Pick<Store, 'tenantId'>): Promise<boolean> =>
  inTenant(tenantId, async (tx) => (await connected(tx)).some(({ mode }) => mode === 'test'))

/** A way to pay, and what buyers know the place by that it leads to. */
type PlacedWay = { way: PayWay; place: string }

async function placedWay(connection: Connection, price: Money): Promise<PlacedWay | null> {
  const { id, mode, provider } = connection
  try {
    const way = await wayOf(connection, price)
    const canSave = providerNamed(provider).keepsMethods === true
    return {
      way: { id, mode, kind: way.kind, ...wordsFor(connection, way), card: cardOf(connection, way), canSave },
      place: ('title' in way && way.title) || buyersNameOf(provider),
    }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

const payWay = async (connection: Connection, price: Money): Promise<PayWay | null> =>
  (await placedWay(connection, price))?.way ?? null

function wordsFor({ provider, facts }: Connection, way: WayToPay): Pick<PayWay, 'label' | 'hint'> {
  const label = buyersNameOf(provider)
  if (way.kind === 'card_form') return { label: 'Card', hint: `Paid securely through ${label}.` }
  if (way.kind === 'instructions')
    return { label: way.title, hint: 'You get our details to pay to. We go on once your money has come.' }
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

/** Another connection that takes the money of a payment in the same way, the first in order; null where there is none. */
export async function standInFor(tenantId: string, paymentId: string): Promise<string | null> {
  const found = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) return null
    const all = await connected(tx)
    const first = await getConnection(tx, payment.connectionId)
    return {
      price: money(payment.amount, payment.currency),
      first,
      others: all.filter(({ id }) => id !== first.id),
    }
  })
  if (!found) return null
  const { price, first, others } = found
  const wanted = await payWay(first, price)
  for (const other of others) {
    if (!wanted || !isOffered(offeringOf(other), { price, country: null })) continue
    const way = await payWay(other, price)
    if (way?.kind === wanted.kind && way.label === wanted.label && way.mode === wanted.mode) return other.id
  }
  return null
}
