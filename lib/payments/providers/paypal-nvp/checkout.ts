import { invariant, notFound, UpstreamError } from '@/lib/core/error'
import type { FetchOptions, Gateway, StartPayment } from '../../gateway'
import type { Mode, PaymentState } from '../../states'
import { type Answer, explain, has, messageId } from './client'
import { pack, withToken } from './custom'
import { toWire } from './exponent'
import { type Desk, findByInvoice, parsed, readTransaction } from './lookup'
import { toOpenState, toState } from './translate'
import { unprefixed, WireCheckout, WireTransaction } from './wire'

/** Begins a checkout. A repeat begins another one, which nobody is sent to, and which lapses by itself. */
export async function start({ client, mode, checkout }: Desk, input: StartPayment): Promise<PaymentState> {
  const { amount, description, metadata, returnUrl, email, capture } = input
  invariant(returnUrl, 'PayPal needs to know where the buyer comes back to')
  const custom = pack({ ...metadata, ...(capture && { capture }) })
  const wire = toWire(amount)
  const { TOKEN: token } = await client.call('SetExpressCheckout', {
    PAYMENTREQUEST_0_AMT: wire,
    PAYMENTREQUEST_0_CURRENCYCODE: amount.currency,
    PAYMENTREQUEST_0_PAYMENTACTION: actionOf(capture),
    PAYMENTREQUEST_0_INVNUM: metadata.payment_id ?? input.key,
    PAYMENTREQUEST_0_CUSTOM: custom,
    PAYMENTREQUEST_0_DESC: description.slice(0, 127),
    RETURNURL: returnUrl,
    CANCELURL: returnUrl,
    NOSHIPPING: '1',
    REQCONFIRMSHIPPING: '0',
    ...(email && { EMAIL: email }),
  })
  if (!token) throw new UpstreamError('paypal')
  const began = {
    token,
    status: 'PaymentActionNotInitiated',
    payerId: undefined,
    invoice: undefined,
    transactionId: undefined,
  }
  return toOpenState({ ...began, amount: wire, currency: amount.currency, custom }, checkout, mode)
}

const actionOf = (capture: string | undefined): string => (capture === 'manual' ? 'Authorization' : 'Sale')

async function readCheckout({ client }: Desk, token: string): Promise<WireCheckout | 'expired'> {
  const answer = await client.ask('GetExpressCheckoutDetails', { TOKEN: token })
  if (has(answer, 10411)) return 'expired'
  if (has(answer, 10408, 10409, 10410, 10610)) throw notFound('checkout at PayPal')
  if (!answer.isDone) throw explain(answer)
  return parsed(WireCheckout, answer.pairs)
}

/** A checkout as it is: the payment that came of it, or where its buyer stands. Past its three hours PayPal tells only that. */
export async function fetchCheckout(
  desk: Desk,
  token: string,
  options: FetchOptions = {},
): Promise<PaymentState> {
  const found = await readCheckout(desk, token)
  if (found === 'expired') {
    // Its payment may have been made all the same, and our process been gone since.
    const made = options.reference ? await findByInvoice(desk, options.reference) : null
    if (made) return { ...made, formerExternalId: token }
    return expired(token, desk.mode, options)
  }
  if (found.transactionId) return madeOf(desk, found.transactionId, token)
  const state = toOpenState(found, desk.checkout, desk.mode)
  // After a refusal the buyer chooses anew, and PayPal does not say when he has done so.
  const isBack = options.hasReturned && found.status === 'PaymentActionFailed' && Boolean(found.payerId)
  return isBack ? { ...state, awaitsCompletion: true } : state
}

/** All else of it is what we asked for. */
function expired(token: string, mode: Mode, { asked, reference }: FetchOptions): PaymentState {
  if (!asked || !reference) throw notFound('checkout at PayPal')
  return {
    externalId: token,
    status: 'expired',
    amount: asked,
    received: { ...asked, amount: 0n },
    mode,
    metadata: { payment_id: reference },
    clientSecret: null,
    redirectUrl: null,
    charges: [],
    refunds: [],
    disputes: [],
    captureBefore: null,
    canceledBecause: 'expired',
  }
}

const madeOf = async (desk: Desk, id: string, token: string): Promise<PaymentState> => ({
  ...(await readTransaction(desk, id)),
  formerExternalId: token,
})

type Completion = Parameters<NonNullable<Gateway['completePayment']>>[0]

/**
 * Takes the money of a checkout that its buyer has approved. The same key never takes it twice: PayPal gives the first
 * answer again, and a token and an invoice number are good for one payment. A refusal sends the buyer back to PayPal.
 */
export async function complete(desk: Desk, input: Completion): Promise<PaymentState> {
  const { externalId: token, amount, key, notifyUrl } = input
  const found = await readCheckout(desk, token)
  if (found === 'expired') throw notFound('checkout at PayPal')
  if (found.transactionId) return madeOf(desk, found.transactionId, token)
  const open = toOpenState(found, desk.checkout, desk.mode)
  if (!found.payerId) return open
  const custom = withToken(found.custom, token)
  const answer = await desk.client.ask('DoExpressCheckoutPayment', {
    TOKEN: token,
    PAYERID: found.payerId,
    PAYMENTREQUEST_0_AMT: toWire(amount),
    PAYMENTREQUEST_0_CURRENCYCODE: amount.currency,
    PAYMENTREQUEST_0_PAYMENTACTION: actionOf(open.metadata.capture),
    PAYMENTREQUEST_0_CUSTOM: custom,
    ...(found.invoice && { PAYMENTREQUEST_0_INVNUM: found.invoice }),
    // Only the address that comes with this call is told.
    ...(notifyUrl && { PAYMENTREQUEST_0_NOTIFYURL: notifyUrl }),
    MSGSUBID: messageId(key),
  })
  if (!answer.isDone) return refused(desk, found, { ...open, awaitsCompletion: false }, key, answer)
  const made = parsed(WireTransaction, { ...unprefixed(answer.pairs), CUSTOM: custom })
  return toState(made, { refunds: [], reversal: undefined }, desk.mode)
}

/** psp.md 5.6: what each refusal of a payment means. */
async function refused(
  desk: Desk,
  { token, invoice }: WireCheckout,
  open: PaymentState,
  key: string,
  answer: Answer,
): Promise<PaymentState> {
  if (has(answer, 10415)) return fetchCheckout(desk, token)
  if (has(answer, 10412) && invoice) {
    const made = await findByInvoice(desk, invoice)
    if (made) return { ...made, formerExternalId: token }
  }
  if (has(answer, 10485)) return open
  if (!has(answer, 10417, 10422, 10486)) throw explain(answer)
  const [{ code, message } = { code: 0, message: '' }] = answer.problems
  return { ...open, charges: [declined(`${token}:${key.split(':').at(-1)}`, open, String(code), message)] }
}

const declined = (
  externalId: string,
  { amount }: PaymentState,
  declineCode: string,
  message: string,
): PaymentState['charges'][number] => ({
  externalId,
  status: 'failed',
  amount,
  at: new Date(),
  method: 'paypal',
  brand: null,
  last4: null,
  country: null,
  declineCode,
  message,
  buyerMessage: 'PayPal could not take the money from this card or account. Choose another one there.',
  fee: null,
  net: null,
})
