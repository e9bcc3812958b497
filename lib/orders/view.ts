import { and, desc, eq, notInArray } from 'drizzle-orm'
import { charges, orders, payments, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import type { Base } from '@/lib/core/bytes'
import { type Money, money } from '@/lib/core/money'
import { hashToken, open } from '@/lib/core/secrets'
import { type Instructions, instructionsFor } from '@/lib/payments/instructions'
import { isBackInWallet } from '@/lib/payments/refunds'
import { type Esim, esimOf } from './esim'
import { refillOf } from './refill-apply'
import type { Order } from './state'
import { tell } from './timeline'
import { titleOf } from './title'

/** Where a purchase stands, as its buyer sees it. */
export type Stage = 'pending' | 'failed' | 'preparing' | 'ready' | 'refunded'

export type OrderView = {
  orderId: string
  kind: Order['kind']
  /** Of a refill: what it adds, and to which eSIM. */
  refill: { bytes: bigint; days: number; iccid: string; left: bigint | null; endsAt: Date | null } | null
  /** Of an eSIM: the data that its buyer has paid for since, newest first. */
  refills: {
    token: string
    bytes: bigint
    days: number
    price: Money
    at: Date
    status: Order['status']
  }[]
  /** The order that delivered the eSIM, of the same buyer. */
  esimToken: string | null
  stage: Stage
  /** What it means to the buyer, in a sentence or two. */
  text: string
  /** The page looks again by itself. */
  isWaiting: boolean
  /** Nobody has chosen yet how to pay it: that is done on its pay page. */
  isUnbegun: boolean
  /** What is paid, in words. */
  title: string
  /** It was paid through a provider, who gives a receipt for it. */
  hasReceipt: boolean
  /** The payment that may be tried (again); null when there is nothing to pay. */
  payable: { paymentId: string; connectionId: string } | null
  email: string
  price: Money
  mode: 'test' | 'live'
  createdAt: Date
  plan: {
    slug: string
    name: string
    dataBytes: bigint | null
    dataBase: Base
    days: number
    countries: string[]
    region: string | null
  }
  /** How to pay by hand, while that is what it waits for. */
  instructions: Instructions | null
  /** Only when it is ready, and for who asked to see it. */
  esim: Esim | null
}

type Payment = typeof payments.$inferSelect
type At = { tenantId: string; id: string }

/** Finds an order of a store by the token that only its buyer holds; null for any other. */
export async function findOrder(tx: Tx, store: At, token: string): Promise<Order | null> {
  const [order] = await tx
    .select()
    .from(orders)
    .where(and(eq(orders.tokenHash, hashToken(token)), eq(orders.storeId, store.id)))
  return order ?? null
}

/**
 * The order page of a buyer. `viewer` names a visit; with it the codes of a ready eSIM are opened, and that they were
 * seen is noted once for each visit, with the address that it begins with: in a dispute it proves the delivery. Null for a wrong token.
 */
export const viewOrder = (store: At, token: string, viewer?: string): Promise<OrderView | null> =>
  inTenant(store.tenantId, async (tx) => {
    const order = await findOrder(tx, store, token)
    if (!order) return null
    const [sold] = await tx
      .select({ slug: plans.slug, version: planVersions })
      .from(planVersions)
      .innerJoin(plans, eq(plans.id, planVersions.planId))
      .where(eq(planVersions.id, order.planVersionId))
    const { slug, version } = sold!
    const payment = await paymentOf(tx, order.id)
    const instructions = await instructionsOf(tx, order, payment)
    const state = instructions
      ? byHand
      : stateOf(order, payment, await declineOf(tx, payment), await isBackInWallet(tx, order.id))
    const isEsim = order.kind === 'esim'
    const esim = isEsim && state.stage === 'ready' && viewer ? await esimOf(tx, order) : null
    if (esim) await noteView(tx, order.id, viewer!)
    return {
      orderId: order.id,
      kind: order.kind,
      refill: isEsim ? null : await refillIn(tx, order),
      refills: esim ? await refillsOf(tx, order) : [],
      esimToken: isEsim ? null : await esimTokenOf(tx, order),
      ...state,
      isUnbegun: order.status === 'pending_payment' && !payment,
      title: titleOf(order, version),
      hasReceipt: payment?.status === 'paid',
      email: order.email,
      price: money(order.amount, order.currency),
      mode: order.mode,
      createdAt: order.createdAt,
      plan: {
        slug,
        name: version.name,
        dataBytes: version.dataBytes,
        dataBase: version.dataBase === 1024 ? 1024 : 1000,
        days: version.days,
        countries: version.countries,
        region: version.region,
      },
      instructions,
      esim,
    }
  })

async function refillIn(tx: Tx, order: Order): Promise<OrderView['refill']> {
  const { simId, bytes, days } = refillOf(order)
  const [sim] = await tx.select().from(sims).where(eq(sims.id, simId))
  return { bytes, days, iccid: sim!.iccid, left: sim!.dataLeft, endsAt: sim!.endsAt }
}

const mostShown = 20

async function refillsOf(tx: Tx, { simId, email, storeId }: Order): Promise<OrderView['refills']> {
  const found = await tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.simId, simId!),
        eq(orders.kind, 'refill'),
        eq(orders.email, email),
        eq(orders.storeId, storeId),
        notInArray(orders.status, ['pending_payment', 'expired', 'canceled']),
      ),
    )
    .orderBy(desc(orders.id))
    .limit(mostShown)
  return Promise.all(
    found.map(async (each) => {
      const { bytes, days } = refillOf(each)
      const { amount, currency, createdAt: at, status } = each
      return { bytes, days, at, status, price: money(amount, currency), token: await open(each.tokenSealed) }
    }),
  )
}

/** Whoever pays for another's eSIM sees nothing of that one's order. */
async function esimTokenOf(tx: Tx, { simId, email, storeId }: Order): Promise<string | null> {
  const [sold] = await tx
    .select({ sealed: orders.tokenSealed })
    .from(orders)
    .where(
      and(
        eq(orders.simId, simId!),
        eq(orders.kind, 'esim'),
        eq(orders.email, email),
        eq(orders.storeId, storeId),
      ),
    )
  return sold ? open(sold.sealed) : null
}

const byHand: State = {
  stage: 'pending',
  text: 'Pay as it says below. We go on as soon as your money has come, and write to you.',
  isWaiting: true,
  payable: null,
}

async function instructionsOf(tx: Tx, order: Order, payment: Payment | undefined) {
  if (order.status !== 'pending_payment' || !payment) return null
  const connection = await getConnection(tx, payment.connectionId)
  return instructionsFor(connection, payment, money(payment.amount, payment.currency), order)
}

const rank = ['paid', 'authorized', 'pending', 'requires_action', 'created']

/** The payment that decides: what is furthest, and of several that are alike the newest. */
async function paymentOf(tx: Tx, orderId: string): Promise<Payment | undefined> {
  const rows = await tx
    .select()
    .from(payments)
    .where(eq(payments.orderId, orderId))
    .orderBy(desc(payments.id))
  const place = ({ status }: Payment) => (rank.includes(status) ? rank.indexOf(status) : rank.length)
  return rows.sort((a, b) => place(a) - place(b))[0]
}

async function declineOf(tx: Tx, payment: Payment | undefined): Promise<string | null> {
  if (!payment) return null
  const [last] = await tx
    .select({ status: charges.status, message: charges.message })
    .from(charges)
    .where(eq(charges.paymentId, payment.id))
    .orderBy(desc(charges.madeAt), desc(charges.id))
    .limit(1)
  return last?.status === 'failed' ? (last.message ?? 'The card was declined.') : null
}

type State = Pick<OrderView, 'stage' | 'text' | 'isWaiting' | 'payable'>

/** Pure: what our record of order and payment means to the buyer. `decline` is why the last attempt failed. */
export function stateOf(
  order: Pick<Order, 'status' | 'problem' | 'kind'>,
  payment: Pick<Payment, 'id' | 'connectionId' | 'status' | 'mismatch' | 'checkedAt'> | undefined,
  decline: string | null,
  isInWallet = false,
): State {
  const say = (stage: Stage, text: string, isWaiting = false): State => ({
    stage,
    text,
    isWaiting,
    payable: null,
  })
  switch (order.status) {
    case 'fulfilled':
      return order.kind === 'refill'
        ? say('ready', 'It is on your eSIM. There is nothing to install: keep using it.')
        : say('ready', 'Install it on Wi-Fi before you leave. This page keeps showing your codes.')
    case 'paid':
    case 'provisioning':
      return say('preparing', 'Your payment has arrived. This usually takes less than a minute.', true)
    case 'refund_pending':
      // Why a refund failed is for staff: it may speak of their keys and accounts.
      if (order.problem?.startsWith('The refund '))
        return say('refunded', 'Your refund takes longer than usual. We look after it by hand.', true)
      return say('refunded', `${order.problem ?? ''} Your money is on its way back to you.`.trim(), true)
    case 'refunded':
      return say(
        'refunded',
        isInWallet
          ? 'Your money is back in your wallet.'
          : 'Your money goes back the way you paid it. Your bank may take up to ten days to show it.',
      )
    case 'expired':
    case 'canceled':
      return say('failed', 'The time to pay is over. Nothing was charged.')
  }
  if (!payment) return say('pending', 'It is not paid yet.')
  if (payment?.mismatch)
    return say('pending', 'We are looking at your payment by hand and will write to you.', true)
  if (payment?.status === 'pending' || payment?.status === 'authorized' || payment?.status === 'paid')
    return say('pending', 'Your bank is still working on it. We write to you as soon as we know more.', true)
  if (!payment?.checkedAt)
    return {
      ...say('pending', 'We have not heard from the payment provider yet.', true),
      payable: payableOf(payment),
    }
  const why = decline ?? 'The payment was not finished.'
  return { ...say('failed', `${why} Nothing was charged.`, true), payable: payableOf(payment) }
}

const payableOf = (payment: Pick<Payment, 'id' | 'connectionId'> | undefined) =>
  payment ? { paymentId: payment.id, connectionId: payment.connectionId } : null

const noteView = (tx: Tx, orderId: string, viewer: string) =>
  tell(tx, orderId, {
    kind: 'viewed',
    text: `The buyer saw the codes of the eSIM, from ${viewer.split(' ')[0]}`,
    cause: `viewed:${hashToken(viewer).slice(0, 22)}`,
    actorId: 'buyer',
  })
