import { readAmount, textOf } from './amounts'
import { invalid, missing, Refusal } from './errors'
import { notify } from './ipn'
import type { Pairs } from './nvp'
import { type Account, childrenOf, newTransactionId, type Store, type Transaction } from './store'

const windowS = 180 * 86_400

export const refundedUnits = (store: Store, id: string): number =>
  childrenOf(store, id)
    .filter(({ kind }) => kind === 'refund')
    .reduce((sum, { units }) => sum - units, 0)

const refused = (long: string) => new Refusal(10009, 'Transaction refused', long)

/** Gives money back to the buyer. The fee of the sale stays with PayPal (psp.md 5.3). */
export function refund(store: Store, payment: Transaction, units: number, note: string | null): Transaction {
  const left = payment.units - refundedUnits(store, payment.id)
  if (payment.status === 'Reversed')
    throw new Refusal(
      12302,
      'Transaction disputed',
      'The transaction is disputed; refund it in the resolution centre.',
    )
  if (
    payment.kind !== 'payment' ||
    !['Completed', 'PartiallyRefunded', 'CanceledReversal'].includes(payment.status)
  )
    throw refused(
      left === 0
        ? 'This transaction has already been fully refunded'
        : 'You can not refund this type of transaction',
    )
  if (store.kernel.now() > payment.at + windowS)
    throw refused('You are over the time limit to perform a refund on this transaction')
  if (units > left || units === 0)
    throw refused('The partial refund amount must be less than or equal to the remaining amount')
  const made: Transaction = {
    ...payment,
    id: newTransactionId(),
    kind: 'refund',
    parentId: payment.id,
    status: 'Completed',
    reasonCode: 'refund',
    units: -units,
    feeUnits: 0,
    note,
    at: store.kernel.now(),
  }
  store.transactions.put(made.id, made)
  store.transactions.put(payment.id, {
    ...payment,
    status: units === left ? 'Refunded' : 'PartiallyRefunded',
  })
  notify(store, made)
  return made
}

function unitsOf(
  { REFUNDTYPE: type, AMT, CURRENCYCODE }: Pairs,
  { currency }: Transaction,
  left: number,
): number {
  if (type !== 'Full' && type !== 'Partial') throw invalid(10007, 'RefundType is invalid.')
  if (type === 'Full' && AMT) throw invalid(10013, 'The amount is only for a partial refund.')
  if (type === 'Full') return left
  if (!AMT) throw missing(10010, 'Amount')
  if (CURRENCYCODE !== currency)
    throw refused('The partial refund must be the same currency as the original transaction')
  return readAmount(AMT, CURRENCYCODE)
}

/** `RefundTransaction`. */
export function refundTransaction(store: Store, account: Account, call: Pairs): Pairs {
  const payment = store.transactions.get(call.TRANSACTIONID ?? '')
  if (payment?.merchantId !== account.merchantId) throw invalid(10004, 'The transaction id is not valid')
  const units = unitsOf(call, payment, payment.units - refundedUnits(store, payment.id))
  const made = refund(store, payment, units, call.NOTE ?? null)
  const gross = textOf(units, made.currency)
  return {
    REFUNDTRANSACTIONID: made.id,
    FEEREFUNDAMT: textOf(0, made.currency),
    GROSSREFUNDAMT: gross,
    NETREFUNDAMT: gross,
    TOTALREFUNDEDAMOUNT: textOf(refundedUnits(store, payment.id), made.currency),
    CURRENCYCODE: made.currency,
    REFUNDSTATUS: 'Instant',
    PENDINGREASON: 'None',
  }
}
