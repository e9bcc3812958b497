import { AppError, UpstreamError } from '@/lib/core/error'
import type { RequestRefund } from '../../gateway'
import type { RefundState } from '../../states'
import { explain, has, messageId } from './client'
import { fromWire, toWire } from './exponent'
import { type Desk, readTransaction } from './lookup'
import { noteFor } from './translate'

/** Looks for the refund first: our id stands in its note, and the same key gets the first answer again. */
export async function refund(desk: Desk, input: RequestRefund): Promise<RefundState> {
  const { key, externalId, amount, reason, reference } = input
  const wire = toWire(amount)
  const payment = await readTransaction(desk, externalId)
  const ours = payment.refunds.find((each) => each.reference === reference)
  if (ours) return ours
  const isWhole = amount.amount === payment.amount.amount
  const answer = await desk.client.ask('RefundTransaction', {
    TRANSACTIONID: payment.externalId,
    REFUNDTYPE: isWhole ? 'Full' : 'Partial',
    ...(!isWhole && { AMT: wire, CURRENCYCODE: amount.currency }),
    NOTE: noteFor(reason, reference),
    MSGSUBID: messageId(key),
  })
  if (has(answer, 12302))
    throw new AppError(
      'precondition',
      'The buyer disputes this payment. Give the money back in the resolution centre of PayPal.',
      { provider: 'paypal-nvp' },
    )
  if (!answer.isDone) throw explain(answer)
  const { REFUNDTRANSACTIONID: id, GROSSREFUNDAMT: gross, REFUNDSTATUS: status } = answer.pairs
  if (!id) throw new UpstreamError('paypal')
  return {
    externalId: id,
    status: status === 'Delayed' || status === 'delayed' ? 'pending' : 'succeeded',
    amount: gross ? fromWire(gross, answer.pairs.CURRENCYCODE ?? amount.currency) : amount,
    reason: reason ?? null,
    reference,
    failureReason: null,
    at: new Date(),
  }
}
