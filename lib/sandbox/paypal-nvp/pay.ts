import { feeOf, readAmount, textOf } from './amounts'
import { checkoutOf } from './checkout'
import { invalid, missing, Refusal } from './errors'
import { notify } from './ipn'
import type { Pairs } from './nvp'
import { type Account, type Checkout, newTransactionId, type Store, stamp, type Transaction } from './store'

/** The invoice numbers of a merchant are used once (psp.md 5.3). */
function assertUnused(store: Store, { merchantId }: Account, invoice: string | null): void {
  const isUsed = store.transactions
    .all()
    .some((each) => each.merchantId === merchantId && each.invoice === invoice && each.parentId === null)
  if (invoice !== null && isUsed)
    throw new Refusal(10412, 'Duplicate invoice', 'Payment has already been made for this InvoiceID.')
}

/** The buyer must have approved, and the amount must be the one that was approved. */
function assertAgreed(checkout: Checkout, call: Pairs): void {
  if (!call.PAYERID) throw missing(10419, 'PayerID')
  if (!checkout.payerId)
    throw new Refusal(10485, 'Payment not authorized', 'Payment has not been authorized by the user.')
  if (call.PAYERID !== checkout.payerId) throw invalid(10406, 'The PayerID value is invalid.')
  if ((call.PAYMENTREQUEST_0_PAYMENTACTION ?? 'Sale') !== checkout.action)
    throw invalid(10402, 'The PaymentAction is not that of the checkout.')
  const currency = call.PAYMENTREQUEST_0_CURRENCYCODE ?? 'USD'
  if (currency !== checkout.currency) throw invalid(10418, 'The currencies must be the same.')
  if (readAmount(call.PAYMENTREQUEST_0_AMT, currency) !== checkout.units)
    throw invalid(10401, 'Order total is not the one that the buyer approved.')
}

const refused = () =>
  new Refusal(
    10486,
    'This transaction couldn’t be completed.',
    'This transaction couldn’t be completed. Please redirect your customer to PayPal.',
  )

/** `DoExpressCheckoutPayment`: the one call that moves the money (psp.md 5.3). */
export function doExpressCheckoutPayment(store: Store, account: Account, call: Pairs): Pairs {
  const checkout = checkoutOf(store, account, call.TOKEN)
  if (checkout.transactionId)
    throw new Refusal(
      10415,
      'Transaction refused because of an invalid argument.',
      'A successful transaction has already been completed for this token.',
    )
  assertAgreed(checkout, call)
  const invoice = call.PAYMENTREQUEST_0_INVNUM ?? checkout.invoice
  assertUnused(store, account, invoice)
  if (checkout.funding === 'refused') {
    store.checkouts.put(checkout.token, { ...checkout, status: 'PaymentActionFailed' })
    throw refused()
  }
  const made = makePayment(store, checkout, { ...call, PAYMENTREQUEST_0_INVNUM: invoice ?? '' })
  notify(store, made)
  return paymentInfo(checkout.token, made)
}

function makePayment(store: Store, checkout: Checkout, call: Pairs): Transaction {
  const { merchantId, units, currency, description, payerId, token } = checkout
  const isHeld = checkout.action === 'Authorization'
  const isPending = isHeld || checkout.funding === 'echeck'
  const made: Transaction = {
    ...{ merchantId, units, currency, description },
    id: newTransactionId(),
    kind: isHeld ? 'authorization' : 'payment',
    parentId: null,
    status: isPending ? 'Pending' : 'Completed',
    pendingReason: isHeld ? 'authorization' : isPending ? 'echeck' : 'None',
    reasonCode: 'None',
    paymentType: checkout.funding === 'echeck' ? 'echeck' : 'instant',
    feeUnits: isPending ? 0 : feeOf(units, currency),
    invoice: call.PAYMENTREQUEST_0_INVNUM || null,
    custom: call.PAYMENTREQUEST_0_CUSTOM ?? checkout.custom,
    note: null,
    notifyUrl: call.PAYMENTREQUEST_0_NOTIFYURL ?? checkout.notifyUrl,
    payerId: payerId!,
    at: store.kernel.now(),
  }
  store.transactions.put(made.id, made)
  store.checkouts.put(token, { ...checkout, status: 'PaymentActionCompleted', transactionId: made.id })
  return made
}

const paymentInfo = (token: string, made: Transaction): Pairs => ({
  TOKEN: token,
  SUCCESSPAGEREDIRECTREQUESTED: 'false',
  INSURANCEOPTIONSELECTED: 'false',
  SHIPPINGOPTIONISDEFAULT: 'false',
  PAYMENTINFO_0_TRANSACTIONID: made.id,
  PAYMENTINFO_0_TRANSACTIONTYPE: 'expresscheckout',
  PAYMENTINFO_0_PAYMENTTYPE: made.paymentType,
  PAYMENTINFO_0_ORDERTIME: stamp(made.at),
  PAYMENTINFO_0_AMT: textOf(made.units, made.currency),
  ...(made.feeUnits && { PAYMENTINFO_0_FEEAMT: textOf(made.feeUnits, made.currency) }),
  PAYMENTINFO_0_TAXAMT: textOf(0, made.currency),
  PAYMENTINFO_0_CURRENCYCODE: made.currency,
  PAYMENTINFO_0_PAYMENTSTATUS: made.status,
  PAYMENTINFO_0_PENDINGREASON: made.pendingReason,
  PAYMENTINFO_0_REASONCODE: made.reasonCode,
  PAYMENTINFO_0_ERRORCODE: '0',
  PAYMENTINFO_0_ACK: 'Success',
})
