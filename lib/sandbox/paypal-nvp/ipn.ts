import { createHash, randomBytes } from 'node:crypto'
import { textOf } from './amounts'
import { buyer, encodedName } from './people'
import { accountOf, type Store, type Transaction } from './store'

// psp.md 5.7: about 15 tries with growing gaps in four days.
const retryAfterS = Array.from({ length: 14 }, (_, step) => 20 * 2 ** step)

const headers = () => ({
  'Content-Type': 'application/x-www-form-urlencoded',
  'User-Agent': 'PayPal IPN ( https://www.paypal.com/ipn )',
})

const digest = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex')

/** `12:05:09 Nov 20, 2026 PST`, as a notification writes time. */
function dateOf(seconds: number): string {
  const at = new Date(seconds * 1000)
  const part = (options: Intl.DateTimeFormatOptions) =>
    at.toLocaleString('en-US', { timeZone: 'America/Los_Angeles', ...options })
  const zone = part({ timeZoneName: 'short' }).split(' ').at(-1)
  const clock = part({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return `${clock} ${part({ month: 'short', day: '2-digit', year: 'numeric' })} ${zone}`
}

/** The word of the API -> the word of a notification. */
const words: Record<string, string> = { PartiallyRefunded: 'Refunded', CanceledReversal: 'Canceled_Reversal' }

type Fields = Record<string, string | null | undefined>

function fieldsOf(store: Store, transaction: Transaction): Fields {
  const { kind, parentId, units, feeUnits, currency, pendingReason, reasonCode } = transaction
  const isPayment = kind === 'payment' || kind === 'authorization'
  const status = kind === 'refund' ? 'Refunded' : kind === 'reversal' ? 'Reversed' : transaction.status
  return {
    mc_gross: textOf(units, currency),
    payment_date: dateOf(transaction.at),
    payment_status: words[status] ?? status,
    mc_fee: feeUnits ? textOf(feeUnits, currency) : null,
    payment_type: transaction.paymentType,
    mc_currency: currency,
    item_name: transaction.description,
    pending_reason: pendingReason === 'None' ? null : pendingReason,
    reason_code: reasonCode === 'None' ? null : reasonCode,
    txn_type: isPayment ? 'express_checkout' : null,
    parent_txn_id: parentId,
    ...common(store, transaction),
  }
}

function common(store: Store, { id, merchantId, payerId, custom, invoice }: Transaction): Fields {
  const { email } = accountOf(store, merchantId)
  return {
    txn_id: id,
    payer_id: payerId,
    payer_status: 'verified',
    payer_email: buyer.email,
    residence_country: buyer.country,
    business: email,
    receiver_email: email,
    receiver_id: merchantId,
    custom,
    invoice,
    notify_version: '3.9',
    test_ipn: '1',
    verify_sign: `AFcWxV21C7fd0v3bYYYRCpSSRl31A.${randomBytes(13).toString('hex')}`,
    ipn_track_id: randomBytes(7).toString('hex').slice(0, 13),
  }
}

/** Signs of the account's charset are percent-encoded bytes; `none` leaves the field `charset` out, as the simulator does. */
function bodyOf(store: Store, fields: Fields): string {
  const charset = store.settings.get('charset')?.value ?? 'windows-1252'
  const [first, last] = encodedName(charset)
  const pairs = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] != null)
  const plain = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%20', '+')}`)
  const named = [`first_name=${first}`, `last_name=${last}`]
  return [...plain, ...named, ...(charset === 'none' ? [] : [`charset=${charset}`])].join('&')
}

function send(store: Store, url: string | null, type: string, fields: Fields): void {
  if (!url) return
  const body = bodyOf(store, fields)
  store.notices.put(digest(body), { at: store.kernel.now() })
  store.kernel.deliver({ service: 'paypal', type, url, body, headers, retryAfterS })
}

/** Tells the merchant of a transaction as it is now. */
export function notify(store: Store, transaction: Transaction): void {
  const fields = fieldsOf(store, transaction)
  send(store, transaction.notifyUrl, `${transaction.kind} ${fields.payment_status}`, fields)
}

/** A buyer complains: the case is opened, no money has moved yet. */
export function notifyCase(store: Store, transaction: Transaction): void {
  const number = randomBytes(4).readUInt32BE().toString().padStart(9, '0').slice(0, 9)
  send(store, transaction.notifyUrl, 'new_case', {
    txn_type: 'new_case',
    case_id: `PP-${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`,
    case_type: 'complaint',
    case_creation_date: dateOf(store.kernel.now()),
    reason_code: 'non_receipt',
    payment_date: dateOf(transaction.at),
    ...common(store, transaction),
  })
}

const prefix = Buffer.from('cmd=_notify-validate&')

/** The postback: the same bytes as were sent, or `INVALID`. */
export function verify({ notices }: Store, posted: Buffer): 'VERIFIED' | 'INVALID' {
  const isAsked = posted.subarray(0, prefix.length).equals(prefix)
  return isAsked && notices.get(digest(posted.subarray(prefix.length))) ? 'VERIFIED' : 'INVALID'
}
