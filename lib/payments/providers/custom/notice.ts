import { AppError } from '@/lib/core/error'
import { sameText } from '@/lib/core/secrets'
import type { Mode, Notice } from '../../states'
import { readCall } from './call'
import { hashOf, isBearer, isSigned } from './sign'

export const signatureHeader = 'simyard-signature'

const unproved = () => new AppError('unauthenticated', 'This call is not signed with the shared secret.')

/** Reads a call-back that its signature or the secret itself proves. Throws `unauthenticated`, or `unprocessable` in words. */
export function readNotice(
  { headers, body }: { headers: Headers; body: string },
  secret: string,
  mode: Mode,
): Notice {
  const signature = headers.get(signatureHeader)
  const isProved =
    signature === null
      ? isBearer(secret, headers.get('authorization') ?? '')
      : isSigned(secret, signature, body)
  if (!isProved) throw unproved()
  return noticeOf(body, mode)
}

/** The legacy form, proved by `hash`. */
export function readQuery(query: string, secret: string, mode: Mode): Notice {
  const hash = new URLSearchParams(query).get('hash') ?? ''
  if (!sameText(hash.toLowerCase(), hashOf(secret))) throw unproved()
  return noticeOf(query, mode)
}

/** The same reference may go on, from pending to paid: each of its states is a notice of its own. */
function noticeOf(body: string, mode: Mode): Notice {
  const { id, reference, status } = readCall(body)
  return {
    id: `${reference}:${status}`,
    type: status,
    at: new Date(),
    mode,
    version: null,
    paymentExternalId: id,
    objectId: reference,
    objectKind: status === 'refunded' ? 'refund' : 'payment',
    reference,
  }
}
