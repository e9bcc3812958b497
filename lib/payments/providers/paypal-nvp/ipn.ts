import { AppError, UpstreamError } from '@/lib/core/error'
import { send } from '@/lib/core/http'
import { newToken } from '@/lib/core/secrets'
import type { Mode, Notice } from '../../states'

const isId = (text: string): boolean => /^[A-Z0-9]{10,19}$/.test(text)

const isWord = (text: string): boolean => /^[A-Za-z_]{2,40}$/.test(text)

/**
 * Reads an instant payment notification, before anyone has confirmed it: a reason to ask, and no more. A refund, a
 * reversal and its end point to their payment. Each arrival is a notice of its own: what is forged must not stand in
 * the way of the genuine one, and what a second genuine one causes is only another look.
 */
export function readNotice(body: string): Notice {
  const fields = new URLSearchParams(body)
  const text = (name: string) => fields.get(name) ?? ''
  const [id, parentId] = [text('txn_id'), text('parent_txn_id')]
  const type = [text('txn_type'), text('payment_status')].find((each) => each && knownTypes.has(each))
  const word = type ?? (text('payment_status') || text('txn_type'))
  if (!isWord(word) || (id && !isId(id)))
    throw new AppError('invalid', 'A notification of PayPal is a form with txn_type or payment_status.')
  const isOfParent =
    isId(parentId) && ['Refunded', 'Reversed', 'Canceled_Reversal'].includes(text('payment_status'))
  const subject = isOfParent ? parentId : id || null
  return {
    id: `${id || word}:${text('payment_status') || word}:${newToken()}`,
    type: word,
    at: new Date(),
    mode: modeIn(fields),
    version: text('notify_version').slice(0, 20) || null,
    paymentExternalId: subject,
    objectId: id || null,
    objectKind: id ? 'transaction' : null,
  }
}

// What is no payment is told by its own type; a payment by its status.
const knownTypes = new Set(['new_case', 'adjustment', 'mp_signup', 'mp_cancel'])

const modeIn = (fields: URLSearchParams): Mode => (fields.get('test_ipn') === '1' ? 'test' : 'live')

const userAgent = 'Simyard'

/**
 * Asks PayPal whether it sent this. It goes back byte for byte: each sign of `body` is one byte, whatever its charset
 * (psp.md 5.7). One of another mode is none of ours. Throws `UpstreamError` without an answer.
 */
export async function confirmNotice(
  postback: string,
  mode: Mode,
  body: string,
  limitMs?: number,
): Promise<boolean> {
  if (modeIn(new URLSearchParams(body)) !== mode) return false
  const { status, text } = await send(
    'paypal',
    postback,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': userAgent },
      body: Buffer.concat([Buffer.from('cmd=_notify-validate&'), Buffer.from(body, 'latin1')]),
    },
    limitMs,
  )
  if (status === 200 && text.trim() === 'VERIFIED') return true
  if (status === 200 && text.trim() === 'INVALID') return false
  throw new UpstreamError('paypal', { cause: new Error(`HTTP ${status} to a postback`) })
}
