import { feeOf, readAmount, textOf } from './amounts'
import { invalid, missing, Refusal } from './errors'
import { notify } from './ipn'
import type { Pairs } from './nvp'
import { type Account, childrenOf, newTransactionId, type Store, stamp, type Transaction } from './store'

const day = 86_400

function holdOf(store: Store, { merchantId }: Account, id: string | undefined): Transaction {
  if (!id) throw missing(10603, 'AuthorizationID')
  const found = store.transactions.get(id)
  if (!found || found.merchantId !== merchantId || found.kind !== 'authorization')
    throw new Refusal(10609, 'Invalid transactionID.', 'Transaction id is invalid.')
  if (found.status === 'Voided') throw new Refusal(10600, 'Authorization voided.', 'Authorization is voided.')
  if (found.status === 'Completed')
    throw new Refusal(10602, 'Authorization completed.', 'Authorization has already been completed.')
  if (found.status !== 'Pending' || store.kernel.now() > found.at + 29 * day)
    throw new Refusal(10601, 'Authorization expired.', 'Authorization has expired.')
  return found
}

/** `DoCapture`: takes what was held, or a part of it; the capture is a transaction of its own (psp.md 5.3). */
export function doCapture(store: Store, account: Account, call: Pairs): Pairs {
  const hold = holdOf(store, account, call.AUTHORIZATIONID)
  const { COMPLETETYPE: type } = call
  if (type !== 'Complete' && type !== 'NotComplete')
    throw invalid(10626, 'CompleteType is missing or invalid.')
  const units = readAmount(call.AMT, call.CURRENCYCODE)
  if (call.CURRENCYCODE !== hold.currency)
    throw invalid(10605, 'The currency is not that of the authorization.')
  const taken = childrenOf(store, hold.id).reduce((sum, each) => sum + each.units, 0)
  const extra = Math.min(Math.round(hold.units * 0.15), 7_500)
  if (units === 0 || units > hold.units - taken + extra)
    throw new Refusal(10610, 'Amount limit exceeded.', 'Amount specified exceeds allowable limit.')
  const made: Transaction = {
    ...hold,
    id: newTransactionId(),
    kind: 'payment',
    parentId: hold.id,
    status: 'Completed',
    pendingReason: 'None',
    units,
    feeUnits: feeOf(units, hold.currency),
    at: store.kernel.now(),
  }
  store.transactions.put(made.id, made)
  if (type === 'Complete')
    store.transactions.put(hold.id, { ...hold, status: 'Completed', pendingReason: 'None' })
  notify(store, made)
  return {
    AUTHORIZATIONID: hold.id,
    TRANSACTIONID: made.id,
    PARENTTRANSACTIONID: hold.id,
    TRANSACTIONTYPE: 'expresscheckout',
    PAYMENTTYPE: made.paymentType,
    ORDERTIME: stamp(made.at),
    AMT: textOf(made.units, made.currency),
    FEEAMT: textOf(made.feeUnits, made.currency),
    CURRENCYCODE: made.currency,
    PAYMENTSTATUS: made.status,
    PENDINGREASON: 'None',
    REASONCODE: 'None',
  }
}

/** `DoVoid`: lets go of what was held. */
export function doVoid(store: Store, account: Account, call: Pairs): Pairs {
  const hold = holdOf(store, account, call.AUTHORIZATIONID)
  const voided: Transaction = { ...hold, status: 'Voided', pendingReason: 'None' }
  store.transactions.put(hold.id, voided)
  notify(store, voided)
  return { AUTHORIZATIONID: hold.id }
}
