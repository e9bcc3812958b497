import { AppError, notFound, UpstreamError } from '@/lib/core/error'
import type { Mode, PaymentState } from '../../states'
import { type Client, explain, has, type Pairs } from './client'
import { unpack } from './custom'
import { type Aftermath, toRefund, toState } from './translate'
import { WireRow, WireTransaction } from './wire'

/** What is not in PayPal's form is no usable answer. */
export function parsed<T>(shape: { parse(value: unknown): T }, pairs: Pairs): T {
  try {
    return shape.parse(pairs)
  } catch (cause) {
    throw new UpstreamError('paypal', { cause })
  }
}

/** One transaction of this account. Throws `not_found` for one of another, in which we may be the buyer. */
export async function readOne(client: Client, id: string): Promise<WireTransaction> {
  const answer = await client.ask('GetTransactionDetails', { TRANSACTIONID: id })
  // 10004: no such transaction. 10007: it is between two others.
  if (has(answer, 10004, 10007)) throw notFound('payment at PayPal')
  if (!answer.isDone) throw explain(answer)
  return parsed(WireTransaction, answer.pairs)
}

const mostRows = 100

/** Rows of the history, newest first, and whether there were more than PayPal gives. */
export async function search(client: Client, fields: Pairs): Promise<{ rows: WireRow[]; isCut: boolean }> {
  const answer = await client.ask('TransactionSearch', fields)
  if (!answer.isDone) throw explain(answer)
  const rows: WireRow[] = []
  for (let place = 0; place < mostRows && answer.pairs[`L_TRANSACTIONID${place}`]; place++)
    rows.push(parsed(WireRow, rowAt(answer.pairs, place)))
  return { rows, isCut: has(answer, 11002) }
}

const columns = ['TRANSACTIONID', 'TYPE', 'TIMESTAMP', 'AMT', 'CURRENCYCODE']

const rowAt = (pairs: Pairs, place: number): Pairs =>
  Object.fromEntries(columns.map((name) => [name, pairs[`L_${name}${place}`] ?? '']))

export const wireTime = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z')

const hasAftermath = ({ status }: WireTransaction): boolean =>
  ['PartiallyRefunded', 'Refunded', 'Reversed', 'CanceledReversal'].includes(status)

/** What came after a payment. It bears the invoice number of the payment, which is unique. */
async function aftermathOf(client: Client, payment: WireTransaction): Promise<Aftermath> {
  if (!hasAftermath(payment) || !payment.invoice) return { refunds: [], reversal: undefined }
  const { rows } = await search(client, { STARTDATE: wireTime(payment.at), INVNUM: payment.invoice })
  const found = await Promise.all(
    rows.filter(({ type }) => /refund/i.test(type)).map(({ id }) => readOne(client, id)),
  )
  const refunds = found.filter(({ parentId }) => !parentId || parentId === payment.id).map(toRefund)
  return {
    refunds: refunds.sort((a, b) => a.at.getTime() - b.at.getTime()),
    reversal: rows.find(({ type }) => /reversal/i.test(type) && !/cancel/i.test(type)),
  }
}

const merchants = new Map<string, Promise<string | null>>()

/** Whose account the credentials open, asked once; null where they lack the right to ask. */
export function merchantIdOf(client: Client, account: string): Promise<string | null> {
  const known = merchants.get(account)
  if (known) return known
  const asked = client
    .call('GetPalDetails', {})
    .then(({ PAL }) => PAL ?? null)
    .catch((error) => {
      if (error instanceof AppError && error.code === 'forbidden') return null
      merchants.delete(account)
      throw error
    })
  merchants.set(account, asked)
  return asked
}

export type Desk = { client: Client; mode: Mode; account: string; checkout: string }

/** A payment as PayPal holds it now. Of a refund or reversal: the payment that it belongs to. */
export async function readTransaction(desk: Desk, id: string): Promise<PaymentState> {
  const { client, mode, account } = desk
  const found = await readOne(client, id)
  const merchantId = await merchantIdOf(client, account)
  if (merchantId && found.receiverId && found.receiverId !== merchantId && !found.amount.startsWith('-'))
    throw notFound('payment at PayPal')
  if (found.parentId && found.amount.startsWith('-')) return readTransaction(desk, found.parentId)
  const captureId = wasHeld(found) ? await captureOf(client, found) : undefined
  if (captureId) return readTransaction(desk, captureId)
  return toState(found, await aftermathOf(client, found), mode)
}

/** An authorization whose money was taken: that is a transaction of its own, and only it can be refunded. */
const wasHeld = ({ parentId, custom, status }: WireTransaction): boolean =>
  !parentId && unpack(custom).metadata.capture === 'manual' && status === 'Completed'

async function captureOf(client: Client, { id, at, invoice }: WireTransaction): Promise<string | undefined> {
  if (!invoice) return undefined
  const { rows } = await search(client, { STARTDATE: wireTime(at), INVNUM: invoice })
  return rows.find((row) => row.id !== id && isPayment(row))?.id
}

export const isPayment = ({ type, amount }: WireRow): boolean =>
  /^payment/i.test(type) && !amount.startsWith('-')

const backMs = 180 * 86_400_000

/** The payment that was made under an invoice number, when there is one. */
export async function findByInvoice(desk: Desk, invoice: string): Promise<PaymentState | null> {
  const { rows } = await search(desk.client, {
    STARTDATE: wireTime(new Date(Date.now() - backMs)),
    INVNUM: invoice,
  })
  const [first] = rows.filter(({ amount }) => !amount.startsWith('-')).slice(-1)
  return first ? readTransaction(desk, first.id) : null
}
