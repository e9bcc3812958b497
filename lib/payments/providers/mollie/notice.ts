import { AppError } from '@/lib/core/error'
import { newToken } from '@/lib/core/secrets'
import type { Mode, Notice } from '../../states'

/**
 * Reads the classic webhook, a form with an id (docs.mollie.com/docs/webhooks). It is unsigned, so it is a reason to
 * look and no more. The same body also tells of a refund or chargeback, so each arrival is a notice of its own.
 */
export function readNotice(body: string, mode: Mode): Notice {
  const id = new URLSearchParams(body).get('id')?.trim() ?? ''
  if (!/^[a-z]{2,6}_[A-Za-z0-9]{1,64}$/.test(id))
    throw new AppError('invalid', 'A notice of Mollie is a form with the id of what has changed.')
  const isPayment = id.startsWith('tr_')
  return {
    id: `${id}:${newToken()}`,
    type: isPayment ? 'payment' : 'other',
    at: new Date(),
    mode,
    version: null,
    paymentExternalId: isPayment ? id : null,
    objectId: id,
    objectKind: isPayment ? 'payment' : null,
  }
}
