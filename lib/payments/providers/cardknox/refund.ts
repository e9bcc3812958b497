import { AppError, UpstreamError } from '@/lib/core/error'
import type { RequestRefund } from '../../gateway'
import type { RefundState } from '../../states'
import { toWire } from './amount'
import { isDuplicate, type Link, refused, transact } from './client'
import { readFamily } from './read'
import { MARK } from './rows'

/**
 * Gives money back once. There is no key that would guard a second call, so what was made for our refund is looked for
 * first; all of a payment goes back by whichever of void and refund fits, a part only by a refund.
 */
export async function refund(link: Link, input: RequestRefund): Promise<RefundState> {
  const { amount, reference } = input
  const xAmount = toWire(amount, link.credentials.currency)
  const before = await find(link, input)
  if (before.made) return before.made
  const { first, state } = before
  const isWhole = amount.amount === state.received.amount && state.refunds.length === 0
  const answer = await transact(link, {
    ...(isWhole ? { xCommand: 'cc:voidrefund' } : { xCommand: 'cc:refund', xAmount }),
    xRefNum: first.refNum,
    [link.credentials.referenceField]: state.metadata.payment_id!,
    [MARK]: reference,
  })
  const after = await find(link, input)
  if (after.made) return after.made
  if (answer.xResult === 'A') return fromAnswer(input, answer.xRefNumCurrent || answer.xRefNum)
  // An earlier call of ours that the report does not show yet, or an equal refund of others within the ten minutes of the
  // guard (psp.md 6.1): which of them it is, is known when it is looked for again.
  if (isDuplicate(answer.xError ?? '')) throw new UpstreamError('cardknox', { cause: answer.xError })
  throw refused(answer.xError ?? '', isWhole ? '' : laterHint)
}

const laterHint =
  ' A part of a payment can be given back once its batch is closed, which happens every night; all of it at any time.'

/** The payment as it is, and what was made of this refund. A void that nobody owns is ours, where all is to go back. */
async function find(link: Link, { externalId, amount, reference }: RequestRefund) {
  const { state, first } = await readFamily(link, externalId, { everything: true })
  if (!state || !first) throw new AppError('not_found', 'Cardknox has no such payment.')
  const ours = state.refunds.find((each) => each.reference === reference)
  const voided = state.refunds.find(
    (each) => each.externalId.endsWith(':void') && !each.reference && each.amount.amount === amount.amount,
  )
  const made = ours ?? (voided && { ...voided, reference })
  return { state, first, made }
}

/** The report does not show it yet. */
function fromAnswer({ amount, reason, reference }: RequestRefund, refNum: string | undefined): RefundState {
  if (!refNum) throw new UpstreamError('cardknox', { cause: 'an approved refund without a number' })
  return {
    externalId: refNum,
    status: 'succeeded',
    amount,
    reason: reason ?? null,
    reference,
    failureReason: null,
    at: new Date(),
  }
}
