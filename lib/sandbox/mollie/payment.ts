import { z } from 'zod'
import { type Amount, readAmount } from './amounts'
import { customerNamed, grantMandate, mandateFor } from './customer'
import { unprocessable } from './errors'
import type { Key } from './keys'
import { lifeOf, type MethodId, methodNamed, methodsFor } from './methods'
import { notify } from './notify'
import { newId, type Payment, type SequenceType, type Status, type Store } from './store'

const hourS = 3_600
// A direct debit takes days.
const debitS = 14 * 24 * hourS
const longestDescription = 255
const longestMetadata = 1_024

function readUrl(given: unknown, field: string): string | null {
  if (given === undefined || given === null) return null
  const found = z.url({ protocol: /^https?$/ }).safeParse(given)
  if (!found.success) throw unprocessable(`The ${field} is invalid`, field)
  return found.data
}

function readMethods(given: unknown, amount: Amount, sequence: SequenceType): MethodId[] {
  const able = methodsFor(amount, sequence).map(({ id }) => id)
  if (given === undefined || given === null) return able
  const wanted = z.union([z.string(), z.array(z.string())]).safeParse(given)
  if (!wanted.success) throw unprocessable('The payment method is invalid', 'method')
  const names = [wanted.data].flat()
  const unknown = names.find((name) => !methodNamed(name))
  if (unknown !== undefined)
    throw unprocessable(`The payment method is not activated on your account: ${unknown}`, 'method')
  const left = able.filter((id) => names.includes(id))
  if (!left.length) throw unprocessable('No suitable payment methods found for this amount', 'method')
  return left
}

function readDescription(given: unknown): string {
  const text = z.string().min(1).safeParse(given)
  if (!text.success) throw unprocessable('The description is required for this payment', 'description')
  return text.data.slice(0, longestDescription)
}

const sequences = ['oneoff', 'first', 'recurring'] as const

/** Who is charged, and by what right (psp.md 4.6). */
function readSequence(store: Store, key: Key, body: Record<string, unknown>) {
  const sequenceType = sequences.find((each) => each === (body.sequenceType ?? 'oneoff'))
  if (!sequenceType) throw unprocessable('The sequenceType is invalid', 'sequenceType')
  if (body.customerId === undefined) {
    if (sequenceType === 'oneoff') return { sequenceType, customerId: null, mandate: null }
    throw unprocessable(`The customerId is required for a ${sequenceType} payment`, 'customerId')
  }
  const { id: customerId } = customerNamed(store, key, String(body.customerId))
  const mandate = sequenceType === 'recurring' ? mandateFor(store, customerId, body.mandateId) : null
  return { sequenceType, customerId, mandate }
}

/** `POST /v2/payments` (psp.md 4.5). A sandbox can only be reached at addresses that Mollie itself would refuse: they may be local. */
export function createPayment(store: Store, key: Key, body: Record<string, unknown>): Payment {
  if (body.profileId !== undefined)
    throw unprocessable('The profileId is not allowed with an API key', 'profileId')
  const amount = readAmount(body.amount)
  const description = readDescription(body.description)
  const { sequenceType, customerId, mandate } = readSequence(store, key, body)
  const redirectUrl = readUrl(body.redirectUrl, 'redirectUrl')
  if (mandate && redirectUrl) throw unprocessable('A recurring payment has no redirectUrl', 'redirectUrl')
  if (!redirectUrl && !mandate)
    throw unprocessable('The redirect url is required for this payment', 'redirectUrl')
  if (JSON.stringify(body.metadata ?? null).length > longestMetadata)
    throw unprocessable('The metadata is too long', 'metadata')
  const allowed = mandate ? [] : readMethods(body.method, amount, sequenceType)
  if (!allowed.length && !mandate) throw unprocessable('The amount is higher than the maximum', 'amount')
  const only = allowed.length === 1 ? allowed[0]! : null
  const method = mandate?.method ?? only
  const now = store.kernel.now()
  const { profileId, mode } = key
  const payment: Payment = {
    ...{ profileId, mode, amount, description, redirectUrl, allowed, method, sequenceType, customerId },
    id: newId('tr'),
    // psp.md 4.11: what becomes of a recurring payment is chosen at `changePaymentState`.
    status: mandate ? 'pending' : 'open',
    mandateId: mandate?.id ?? null,
    cancelUrl: readUrl(body.cancelUrl, 'cancelUrl'),
    webhookUrl: readUrl(body.webhookUrl, 'webhookUrl'),
    metadata: body.metadata ?? null,
    locale: typeof body.locale === 'string' ? body.locale : null,
    failureReason: null,
    createdAt: now,
    expiresAt: now + (mandate ? debitS : only ? lifeOf(only) : hourS),
    movedAt: now,
  }
  store.payments.put(payment.id, payment)
  expireLater(store, payment)
  return payment
}

const expireLater = ({ kernel }: Store, { id, expiresAt }: Payment) =>
  kernel.later({ at: expiresAt, service: 'mollie', kind: 'expire', data: { id } })

/** The buyer picks a method on the page; its own time to pay begins. */
export function choose(store: Store, payment: Payment, method: MethodId): Payment {
  const chosen: Payment = { ...payment, method, expiresAt: store.kernel.now() + lifeOf(method) }
  store.payments.put(chosen.id, chosen)
  expireLater(store, chosen)
  return chosen
}

// psp.md 4.5: neither open nor pending is told.
const isTold = (status: Status): boolean => status !== 'open' && status !== 'pending'

export const isOpen = ({ status }: Payment): boolean => status === 'open' || status === 'pending'

/** Ends or moves an open payment and tells the seller. What has ended stays as it is. */
export function move(store: Store, id: string, status: Status, failureReason: string | null = null): Payment {
  const payment = store.payments.get(id)!
  if (!isOpen(payment) || payment.status === status) return payment
  const granted = status === 'paid' ? grantMandate(store, payment) : undefined
  const mandateId = granted?.id ?? payment.mandateId ?? null
  const moved: Payment = { ...payment, status, failureReason, mandateId, movedAt: store.kernel.now() }
  store.payments.put(id, moved)
  if (isTold(status)) notify(store, moved, `payment ${status}`)
  return moved
}

/** The time of one method may be over while the buyer has gone on with another. */
export function expire(store: Store, id: string): void {
  const payment = store.payments.get(id)
  if (payment && isOpen(payment) && payment.expiresAt <= store.kernel.now()) move(store, id, 'expired')
}

// psp.md 4.11: whole euros that make a test card fail.
const failures: Record<string, string> = {
  '1001.00': 'invalid_card_number',
  '1002.00': 'invalid_cvv',
  '1003.00': 'invalid_card_holder_name',
  '1004.00': 'card_expired',
  '1005.00': 'invalid_card_type',
  '1006.00': 'refused_by_issuer',
  '1007.00': 'insufficient_funds',
  '1008.00': 'inactive_card',
  '1009.00': 'possible_fraud',
  '1010.00': 'authentication_failed',
  '1011.00': 'card_declined',
}

/** The buyer pays with what was chosen. A magic amount fails at a card; money by bank transfer comes days later. */
export function pay(store: Store, payment: Payment): Payment {
  const reason =
    payment.method === 'creditcard' && payment.amount.currency === 'EUR' && failures[payment.amount.value]
  return reason ? move(store, payment.id, 'failed', reason) : move(store, payment.id, 'paid')
}
