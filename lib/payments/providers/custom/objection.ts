import { currency, formatMoney, parseDecimal } from '@/lib/core/money'
import type { Told } from '../../states'
import { type Call, readCall } from './call'

/** Says in words why a call cannot be true beside the earlier ones of its reference and its payment; null when it can. */
export function objectionTo(body: string, before: readonly Told[]): string | null {
  const call = readCall(body)
  const earlier = before.map((each) => readCall(each.body))
  const same = earlier.find(({ reference }) => reference === call.reference)
  if (same) return contradiction(call, same)
  if (call.status === 'refunded') return refundObjection(call, earlier)
  const paid = earlier.find(({ id, status }) => id === call.id && status === 'paid')
  return paid && call.status === 'paid'
    ? `The payment ${call.id} was paid under the reference ${paid.reference} already. Give ${call.reference} back to the buyer.`
    : null
}

const amountOf = ({ amount, currency }: Call) => `${amount} ${currency ?? ''}`.trim()

function contradiction(call: Call, same: Call): string | null {
  const { reference } = call
  if (call.id !== same.id)
    return `The reference ${reference} was used for the payment ${same.id}. Give each payment one of its own.`
  if (amountOf(call) !== amountOf(same))
    return `The reference ${reference} came with ${amountOf(same)} before, not with ${amountOf(call)}.`
  if (call.refund_of !== same.refund_of)
    return `The reference ${reference} was used already. Give each payment and each refund one of its own.`
  return null
}

function refundObjection(call: Call, earlier: readonly Call[]): string | null {
  const { id, refund_of } = call
  const paid = earlier.find(
    (each) => each.status === 'paid' && each.reference === refund_of && each.id === id,
  )
  if (!paid)
    return `No payment ${id} with the reference ${refund_of} was told to be paid. Send that call first, then the refund.`
  if (paid.currency && call.currency !== paid.currency)
    return `The payment ${refund_of} was in ${paid.currency}, so its refund is too.`
  const code = currency(call.currency!)
  const back = earlier.filter((each) => each.refund_of === refund_of)
  const left = back.reduce(
    (rest, { amount }) => rest - parseDecimal(amount, code).amount,
    parseDecimal(paid.amount, code).amount,
  )
  if (parseDecimal(call.amount, code).amount <= left) return null
  return `At most ${formatMoney({ amount: left, currency: code })} of ${refund_of} is left to refund.`
}
