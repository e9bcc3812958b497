import { eq } from 'drizzle-orm'
import { type payments, planVersions, sims, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { formatBytes } from '@/lib/core/bytes'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { currency, formatMoney, type Money, money } from '@/lib/core/money'
import { open } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { instructionsFor } from '@/lib/payments/instructions'
import { isBackInWallet, refundedOfOrder } from '@/lib/payments/refunds'
import { providerNamed } from '@/lib/payments/registry'
import { openCodes } from '@/lib/sims/codes'
import type { Order } from './state'
import { baseOf, titleOf } from './title'

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** Where the buyer finds the order, next week too. The token is the only key to it. */
export const orderUrl = (storeSlug: string, token: string): string =>
  `${env.APP_URL}/store/${storeSlug}/orders/${token}`

/** Where a refill is paid by whoever has the link. */
export const payLink = (token: string): string => `${env.APP_URL}/pay/${token}`

async function shopOf(tx: Tx, order: Order) {
  const [found] = await tx
    .select({ store: stores, version: planVersions })
    .from(planVersions)
    .innerJoin(stores, eq(stores.id, order.storeId))
    .where(eq(planVersions.id, order.planVersionId))
  const { store, version } = found!
  const plan = titleOf(order, version)
  const url = orderUrl(store.slug, await open(order.tokenSealed))
  return {
    senderName: store.name,
    replyTo: store.supportEmail ?? undefined,
    shop: { store: store.name, color: store.color, plan, url },
  }
}

/**
 * Asks for the mail with the eSIM in it; refused while there is none. Of a refill the one that says that it is there: who
 * paid it may not be who has the eSIM, so no code goes with it.
 */
export async function mailReady(tx: Tx, order: Order, known?: string): Promise<void> {
  if (order.kind === 'refill') return mailRefilled(tx, order)
  const { shop, ...sender } = await shopOf(tx, order)
  const lpa = known ?? (await lpaOf(tx, order))
  if (!lpa)
    throw new AppError('precondition', 'The eSIM is not ready yet; the mail goes out as soon as it is.')
  await queueMail(tx, { to: order.email, template: 'orderReady', props: { ...shop, lpa }, ...sender })
}

/** Asks for the mail that says that the data is there. */
export async function mailRefilled(tx: Tx, order: Order): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const [found] = await tx
    .select({ sim: sims, base: planVersions.dataBase })
    .from(sims)
    .innerJoin(planVersions, eq(planVersions.id, order.planVersionId))
    .where(eq(sims.id, order.simId!))
  const { sim, base } = found!
  const { bytes, days } = order.refill!
  const props = {
    ...{ ...shop, iccid: sim.iccid, days, data: formatBytes(BigInt(bytes), baseOf(base)) },
    left: sim.dataLeft === null ? null : formatBytes(sim.dataLeft, baseOf(base)),
    until: sim.endsAt && day.format(sim.endsAt),
  }
  await queueMail(tx, { to: order.email, template: 'orderRefilled', props, ...sender })
}

/** Asks for the mail that leads whoever is to pay a refill to its pay page. */
export async function mailRefillAsked(tx: Tx, order: Order, url: string): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const props = { ...shop, url, amount: formatMoney(money(order.amount, order.currency)) }
  await queueMail(tx, { to: order.email, template: 'refillAsked', props, ...sender })
}

/** Asks for the mail with the link to confirm the charge of an automatic refill at the bank. */
export async function mailConfirm(tx: Tx, order: Order): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const [sim] = await tx.select({ iccid: sims.iccid }).from(sims).where(eq(sims.id, order.simId!))
  const url = payLink(await open(order.tokenSealed))
  const props = { ...shop, url, iccid: sim!.iccid, amount: formatMoney(money(order.amount, order.currency)) }
  await queueMail(tx, { to: order.email, template: 'simRefillConfirm', props, ...sender })
}

async function lpaOf(tx: Tx, { simId }: Order): Promise<string | undefined> {
  const [sim] = simId ? await tx.select().from(sims).where(eq(sims.id, simId)) : []
  return sim && (await openCodes(tx, sim)).lpa
}

/** Asks for the mail that says how to pay by hand; none for a payment that is made elsewhere. */
export async function mailInstructions(
  tx: Tx,
  order: Order,
  payment: typeof payments.$inferSelect,
): Promise<void> {
  const connection = await getConnection(tx, payment.connectionId)
  const price = money(payment.amount, payment.currency)
  const found = await instructionsFor(connection, payment, price, order)
  if (!found) return
  const { shop, ...sender } = await shopOf(tx, order)
  const { text, reference, payBy } = found
  const props = { ...shop, text, reference, amount: formatMoney(price), payBy: day.format(payBy) }
  await queueMail(tx, { to: order.email, template: 'payByHand', props, ...sender })
}

/** Asks for the mail that says that a bank takes its time; none where the buyer was told how to pay by hand. */
export async function mailWaits(tx: Tx, order: Order, payment: typeof payments.$inferSelect): Promise<void> {
  const { provider } = await getConnection(tx, payment.connectionId)
  if (providerNamed(provider).notices === 'none') return
  const { shop, ...sender } = await shopOf(tx, order)
  const props = { ...shop, amount: formatMoney(money(payment.amount, payment.currency)) }
  await queueMail(tx, { to: order.email, template: 'orderWaits', props, ...sender })
}

/** Asks for the mail that says that it did not pay in the end. */
export async function mailUnpaid(tx: Tx, order: Order): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const props = { ...shop, amount: formatMoney(money(order.amount, order.currency)) }
  await queueMail(tx, { to: order.email, template: 'orderUnpaid', props, ...sender })
}

/** Asks for the mail that tells of money in the buyer's wallet. */
export async function mailCredited(tx: Tx, order: Order, value: Money): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const props = { ...shop, amount: formatMoney(value) }
  await queueMail(tx, { to: order.email, template: 'refundCredited', props, ...sender })
}

/** Asks for the mail that says why a refund is refused. */
export async function mailRefundAnswer(tx: Tx, order: Order, answer: string): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  await queueMail(tx, { to: order.email, template: 'refundRefused', props: { ...shop, answer }, ...sender })
}

/** Asks for the mail that tells of the refund: of all that goes back, also when the order was paid twice. */
export async function mailRefunded(tx: Tx, order: Order): Promise<void> {
  const { shop, ...sender } = await shopOf(tx, order)
  const back = { amount: await refundedOfOrder(tx, order.id), currency: currency(order.currency) }
  const reason = order.fulfilledAt ? '' : (order.problem ?? '')
  const toWallet = await isBackInWallet(tx, order.id)
  const props = { ...shop, amount: formatMoney(back), reason, toWallet }
  await queueMail(tx, { to: order.email, template: 'orderRefunded', props, ...sender })
}
