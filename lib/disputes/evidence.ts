import { formatBytes } from '@/lib/core/bytes'
import { formatMoney, money } from '@/lib/core/money'
import type { Dispute } from '@/lib/payments/disputes'
import type { Evidence } from '@/lib/payments/states'
import { type EvidenceField, evidenceNames, longest } from './fields'
import type { Known } from './known'
import { minute } from './minute'
import { refillEvidence } from './refill-evidence'

/** `8944 •••• 1234`: who issued it, and enough to find it again. An ICCID in full is nobody's business. */
export const maskIccid = (iccid: string): string => `${iccid.slice(0, 4)} •••• ${iccid.slice(-4)}`

// Views and refunds, and what was sent; what staff talked about is not for a bank.
const telling = ['paid', 'fulfilled', 'viewed', 'resent', 'email', 'refund_asked', 'refund', 'refunded']

type Purchase = NonNullable<Known['purchase']>

const onPhone: Record<string, string> = {
  ...{ released: 'not installed yet', downloaded: 'installed on a phone', installed: 'installed on a phone' },
  ...{ enabled: 'installed on a phone and switched on', disabled: 'installed on a phone' },
  deleted: 'installed on a phone, and deleted there',
}

function usageOf({ line, plan }: Purchase): string[] {
  if (!line) return []
  const { sim, assignment } = line
  const state = onPhone[sim.profileState]
  const began = assignment?.startsAt
  const used = assignment?.usedBytes ?? 0n
  const base = plan.dataBase === 1024 ? 1024 : 1000
  return [
    `eSIM ${maskIccid(sim.iccid)}${state ? `: ${state}, as its network says` : ''}.`,
    ...(began ? [`First use of the network: ${minute(began)}.`] : []),
    ...(used > 0n ? [`Data used until now: ${formatBytes(used, base)}.`] : []),
  ]
}

function logOf({ order, events, line }: Purchase): string[] {
  const told = [
    ...events
      .filter(({ kind }) => telling.includes(kind))
      .map(({ createdAt, text }) => ({ at: createdAt, text })),
    ...(line?.events ?? []),
    ...(order.fulfilledAt
      ? [{ at: order.fulfilledAt, text: `The codes of the eSIM were mailed to ${order.email}` }]
      : []),
  ]
  return told.sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ at, text }) => `${minute(at)}  ${text}`)
}

function productOf({ plan, store }: Purchase): string {
  const base = plan.dataBase === 1024 ? 1024 : 1000
  const data = plan.dataBytes === null ? 'unlimited data' : formatBytes(plan.dataBytes, base)
  const where = plan.countries.join(', ')
  return `${plan.name}, sold by ${store.name}: a digital eSIM with ${data} for ${plan.days} days${where ? `, for ${where}` : ''}. It is delivered on the web page of the order and by e-mail; nothing is shipped.`
}

function policyOf({ order, store }: Purchase): string {
  const rule =
    store.refundDays > 0
      ? `The store refunds in full within ${store.refundDays} days as long as the eSIM is not installed or used.`
      : 'The store gives no refunds once an eSIM is delivered.'
  const { consent, createdAt } = order
  if (!consent) return rule
  const device = consent.device ? ' and confirmed that the device supports eSIM and is not locked' : ''
  return `${rule} This stands on the page of the plan. Before paying, on ${minute(createdAt)}, the buyer agreed to version ${consent.termsVersion} of the terms${device}, from ${consent.ip} with "${consent.agent}".`
}

function refundedOf({ refunds }: Known): string {
  if (!refunds.length) return ''
  const sums = refunds.map(
    ({ amount, currency, createdAt }) => `${formatMoney(money(amount, currency))} on ${minute(createdAt)}`,
  )
  return `The buyer has had money back already: ${sums.join(', ')}.`
}

function duplicateOf({ paymentsOfOrder }: Known, { order }: Purchase): string {
  return paymentsOfOrder > 1
    ? 'The order was paid more than once; what was paid twice went back, as said under refunds.'
    : `This is the only payment of order ${order.id}. Another purchase of the same buyer is an order of its own, with another eSIM.`
}

/** What our records say for us, by field: only facts, in plain words. What is unknown is left out. */
export function buildEvidence(dispute: Pick<Dispute, 'reason'>, known: Known): Evidence {
  const { purchase, refill, charge } = known
  const back = refundedOf(known)
  const card = charge?.last4 ? ` Paid with ${charge.brand ?? 'a card'} ending in ${charge.last4}.` : ''
  if (refill) return filled({ ...refillEvidence(dispute, refill, card), refund_refusal_explanation: back })
  if (!purchase) return filled({ refund_refusal_explanation: back })
  const { order } = purchase
  const found: Record<EvidenceField, string> = {
    product_description: `${productOf(purchase)}${card}`,
    customer_email_address: order.email,
    customer_purchase_ip: order.consent?.ip ?? '',
    service_date: order.fulfilledAt?.toISOString().slice(0, 10) ?? '',
    access_activity_log: [...usageOf(purchase), ...logOf(purchase)].join('\n'),
    refund_policy_disclosure: policyOf(purchase),
    refund_refusal_explanation: back,
    duplicate_charge_explanation: dispute.reason === 'duplicate' ? duplicateOf(known, purchase) : '',
    uncategorized_text: '',
  }
  return filled(found)
}

/** Without what is empty, and no longer than is taken. */
export const filled = (evidence: Evidence): Evidence =>
  Object.fromEntries(
    evidenceNames
      .map((name) => [name, (evidence[name] ?? '').trim().slice(0, longest)] as const)
      .filter(([, text]) => text !== ''),
  )
