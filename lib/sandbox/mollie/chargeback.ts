import { notify } from './notify'
import { type Chargeback, chargebacksOf, newId, type Payment, type Store } from './store'

/** The buyer's bank takes the money back. Undefined where there is nothing to take. */
export function chargeBack(store: Store, payment: Payment): Chargeback | undefined {
  const isBack = chargebacksOf(store, payment.id).some(({ reversedAt }) => reversedAt === null)
  if (payment.status !== 'paid' || isBack) return undefined
  const { id: paymentId, profileId, mode, amount } = payment
  const made: Chargeback = {
    ...{ paymentId, profileId, mode, amount },
    id: newId('chb'),
    createdAt: store.kernel.now(),
    reversedAt: null,
  }
  store.chargebacks.put(made.id, made)
  notify(store, payment, 'chargeback received')
  return made
}

/** The bank gives the money to the seller after all. */
export function reverse(store: Store, payment: Payment): Chargeback | undefined {
  const open = chargebacksOf(store, payment.id).findLast(({ reversedAt }) => reversedAt === null)
  if (!open) return undefined
  const reversed: Chargeback = { ...open, reversedAt: store.kernel.now() }
  store.chargebacks.put(open.id, reversed)
  notify(store, payment, 'chargeback reversed')
  return reversed
}
