import { readAmount, textOf } from './amounts'
import { invalid, missing, Refusal } from './errors'
import { type Pairs, pairsOf } from './nvp'
import { buyer } from './people'
import { type Account, type Checkout, isExpired, newToken, type Store } from './store'

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text)

function readUrl(text: string | undefined, name: string, codes: [missing: number, invalid: number]): string {
  if (!text) throw missing(codes[0], name)
  if (!isUrl(text)) throw invalid(codes[1], `${name} is invalid.`)
  return text
}

const first = (call: Pairs, name: string): string | undefined => call[`PAYMENTREQUEST_0_${name}`]

function readAction(call: Pairs): Checkout['action'] {
  const action = first(call, 'PAYMENTACTION') ?? 'Sale'
  if (action === 'Sale' || action === 'Authorization') return action
  throw invalid(10402, 'This account may make no order.')
}

/** What of a text may be kept: the API refuses longer ones. */
function readText(call: Pairs, name: string, longest: number): string | null {
  const text = first(call, name) ?? null
  if (text !== null && text.length > longest) throw invalid(10417, `${name} is longer than ${longest} signs.`)
  return text
}

/** `SetExpressCheckout`: begins a checkout, no money moves (psp.md 5.3). */
export function setExpressCheckout(store: Store, { merchantId }: Account, call: Pairs): Pairs {
  const amount = first(call, 'AMT')
  if (!amount) throw missing(10400, 'OrderTotal')
  const currency = first(call, 'CURRENCYCODE') ?? 'USD'
  const units = readAmount(amount, currency)
  if (units === 0) throw new Refusal(10525, 'Invalid Data', 'The amount to be charged is zero.')
  const notifyUrl = first(call, 'NOTIFYURL') ?? null
  const checkout: Checkout = {
    ...{ merchantId, units, currency, notifyUrl },
    token: newToken(),
    action: readAction(call),
    invoice: readText(call, 'INVNUM', 127),
    custom: readText(call, 'CUSTOM', 256),
    description: readText(call, 'DESC', 127),
    returnUrl: readUrl(call.RETURNURL, 'ReturnURL', [10404, 10471]),
    cancelUrl: readUrl(call.CANCELURL, 'CancelURL', [10405, 10472]),
    createdAt: store.kernel.now(),
    status: 'PaymentActionNotInitiated',
    payerId: null,
    funding: null,
    transactionId: null,
  }
  store.checkouts.put(checkout.token, checkout)
  return { TOKEN: checkout.token }
}

/** The checkout of a token. Refuses one that is unknown, another merchant's, or older than three hours. */
export function checkoutOf(store: Store, { merchantId }: Account, token: string | undefined): Checkout {
  if (!token) throw missing(10408, 'Token')
  const checkout = store.checkouts.get(token)
  if (!checkout) throw new Refusal(10410, 'Invalid token', 'Invalid token.')
  if (checkout.merchantId !== merchantId) throw invalid(10409, "You're not authorized to access this info.")
  if (isExpired(store, checkout))
    throw new Refusal(10411, 'This Express Checkout session has expired.', 'Token value is no longer valid.')
  return checkout
}

/** `GetExpressCheckoutDetails`: who approved it, if anyone did, and the transaction once there is one. */
export function getExpressCheckoutDetails(store: Store, account: Account, call: Pairs): Pairs {
  const checkout = checkoutOf(store, account, call.TOKEN)
  const { token, status, payerId, units, currency, custom, invoice, description, transactionId } = checkout
  const amount = textOf(units, currency)
  const person = payerId && {
    EMAIL: buyer.email,
    PAYERID: payerId,
    PAYERSTATUS: 'verified',
    FIRSTNAME: buyer.firstName,
    LASTNAME: buyer.lastName,
    COUNTRYCODE: buyer.country,
  }
  return pairsOf({
    TOKEN: token,
    BILLINGAGREEMENTACCEPTEDSTATUS: '0',
    CHECKOUTSTATUS: status,
    ...person,
    CURRENCYCODE: currency,
    AMT: amount,
    CUSTOM: custom,
    INVNUM: invoice,
    DESC: description,
    NOTIFYURL: checkout.notifyUrl,
    PAYMENTREQUEST_0_CURRENCYCODE: currency,
    PAYMENTREQUEST_0_AMT: amount,
    PAYMENTREQUEST_0_CUSTOM: custom,
    PAYMENTREQUEST_0_INVNUM: invoice,
    PAYMENTREQUEST_0_DESC: description,
    PAYMENTREQUEST_0_NOTIFYURL: checkout.notifyUrl,
    PAYMENTREQUEST_0_TRANSACTIONID: transactionId,
    PAYMENTREQUESTINFO_0_TRANSACTIONID: transactionId,
    PAYMENTREQUESTINFO_0_ERRORCODE: '0',
  })
}
