import { feeOf } from './amounts'
import { notify, notifyCase } from './ipn'
import { childrenOf, newTransactionId, type Store, type Transaction } from './store'

/** The bank of the buyer has answered about an eCheck. Undefined for what waits for no bank. */
export function endEcheck(store: Store, payment: Transaction, isPaid: boolean): Transaction | undefined {
  if (payment.status !== 'Pending' || payment.pendingReason !== 'echeck') return undefined
  const ended: Transaction = {
    ...payment,
    status: isPaid ? 'Completed' : 'Denied',
    pendingReason: 'None',
    feeUnits: isPaid ? feeOf(payment.units, payment.currency) : 0,
  }
  store.transactions.put(ended.id, ended)
  notify(store, ended)
  return ended
}

const bookBeside = (store: Store, payment: Transaction, with_: Partial<Transaction>): Transaction => {
  const made = {
    ...payment,
    id: newTransactionId(),
    parentId: payment.id,
    feeUnits: 0,
    at: store.kernel.now(),
    ...with_,
  }
  store.transactions.put(made.id, made)
  return made
}

const isPaid = ({ status }: Transaction) =>
  ['Completed', 'PartiallyRefunded', 'CanceledReversal'].includes(status)

/** The money is taken back from the merchant after a complaint or a chargeback. */
export function reverse(store: Store, payment: Transaction, reasonCode: string): Transaction | undefined {
  if (payment.kind !== 'payment' || !isPaid(payment)) return undefined
  store.transactions.put(payment.id, { ...payment, status: 'Reversed', reasonCode })
  const made = bookBeside(store, payment, {
    kind: 'reversal',
    status: 'Completed',
    units: -payment.units,
    reasonCode,
  })
  notify(store, made)
  return made
}

/** The merchant has won: the money comes back. */
export function cancelReversal(store: Store, payment: Transaction): Transaction | undefined {
  if (payment.status !== 'Reversed') return undefined
  store.transactions.put(payment.id, { ...payment, status: 'CanceledReversal', reasonCode: 'None' })
  const made = bookBeside(store, payment, {
    kind: 'canceled_reversal',
    status: 'CanceledReversal',
    reasonCode: 'other',
  })
  notify(store, made)
  return made
}

/** A buyer opens a case; nothing is taken yet. */
export function openCase(store: Store, payment: Transaction): Transaction | undefined {
  if (payment.kind !== 'payment' || !isPaid(payment)) return undefined
  notifyCase(store, payment)
  return payment
}

/** Sends the notification about a payment once more, as a merchant may ask for. */
export function tellAgain(store: Store, payment: Transaction): Transaction {
  notify(store, payment)
  return payment
}

export const historyOf = (store: Store, { id }: Transaction): string[] =>
  childrenOf(store, id).map(({ kind, reasonCode }) => `${kind.replaceAll('_', ' ')} (${reasonCode})`)
