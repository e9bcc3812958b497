import { checkAmount, checkCurrency } from '../amounts'
import { type Call, change, later } from '../call'
import { ApiError, invalid, missingParam } from '../errors'
import { emit } from '../events'
import { randomText } from '../ids'
import { mergeMetadata } from '../params'
import type { CheckoutSession, PaymentIntent } from '../shape'
import { expireIntent } from './capture'
import { typesFor } from './method-types'
import { createIntent } from './payment-intent'
import type { CreateSession } from './session-params'
import { unused } from './session-view'
import { createSetup } from './setup-intent'

const halfHourS = 1_800
const dayS = 86_400

function checkUrl(url: string | undefined, param: string) {
  if (url !== undefined && !/^https?:\/\/[^\s]+$/.test(url))
    throw invalid('Not a valid URL', param, 'url_invalid')
}

function expiryOf(call: Call, { expires_at: at = call.kernel.now() + dayS }: CreateSession): number {
  const from = call.kernel.now()
  // A minute for the way that the request has come.
  if (at < from + halfHourS - 60)
    throw invalid(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    )
  if (at > from + dayS + 60)
    throw invalid(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      'expires_at',
    )
  return at
}

function checkCreate(call: Call, params: CreateSession) {
  const {
    mode,
    ui_mode: ui = 'hosted_page',
    success_url,
    cancel_url,
    line_items,
    customer,
    customer_email,
  } = params
  if (mode === 'subscription' || ui !== 'hosted_page')
    throw invalid(
      'The sandbox knows only hosted pages for a payment or a set-up.',
      mode === 'subscription' ? 'mode' : 'ui_mode',
    )
  if (!success_url) throw missingParam('success_url')
  checkUrl(success_url.replaceAll('{CHECKOUT_SESSION_ID}', 'cs'), 'success_url')
  checkUrl(cancel_url, 'cancel_url')
  if (mode === 'payment' && !line_items?.length) throw missingParam('line_items')
  if (mode === 'setup' && line_items)
    throw invalid('You can not pass `line_items` in `setup` mode.', 'line_items')
  if (mode === 'setup' && params.payment_intent_data)
    throw invalid('You can not pass `payment_intent_data` in `setup` mode.', 'payment_intent_data')
  if (mode === 'payment' && params.setup_intent_data)
    throw invalid('You can only pass `setup_intent_data` in `setup` mode.', 'setup_intent_data')
  if (mode === 'setup' && !params.currency) throw missingParam('currency')
  if (customer && customer_email)
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer_email')
  if (customer) call.store.get(call.scope, 'customer', customer, 'customer')
}

type Total = { amount: number | null; currency: string }

function totalOf({ line_items = [], currency }: CreateSession): Total {
  const code = checkCurrency(line_items[0]?.price_data.currency ?? currency ?? '')
  if (line_items.some(({ price_data }) => price_data.currency.toLowerCase() !== code))
    throw invalid('All prices on a Checkout Session must be in the same currency.', 'line_items')
  if (line_items.length === 0) return { amount: null, currency: code }
  const amount = line_items.reduce(
    (sum, { price_data, quantity }) => sum + price_data.unit_amount * quantity,
    0,
  )
  return { amount, currency: code }
}

const isManual = ({ payment_intent_data: data }: CreateSession) => data?.capture_method === 'manual'

export function createSession(call: Call, params: CreateSession): CheckoutSession {
  checkCreate(call, params)
  const { amount, currency } = totalOf(params)
  const capture_method = isManual(params) ? 'manual' : 'automatic_async'
  const types = typesFor({ ...params, capture_method }, currency)
  if (amount !== null) checkAmount(amount, currency, types)
  const id = `cs_${call.scope.livemode ? 'live' : 'test'}_${randomText(58)}`
  const session: CheckoutSession = {
    ...unused,
    id,
    object: 'checkout.session',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: amount,
    amount_total: amount,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    created: call.kernel.now(),
    currency,
    customer: params.customer ?? null,
    customer_details: null,
    customer_email: params.customer_email ?? null,
    expires_at: expiryOf(call, params),
    livemode: call.scope.livemode,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode,
    payment_intent: null,
    payment_method_configuration_details: { id: `pmc_${call.scope.account.slice(5)}`, parent: null },
    payment_method_types: types,
    payment_status: params.mode === 'setup' ? 'no_payment_required' : 'unpaid',
    setup_intent: params.mode === 'setup' ? setupFor(call, params) : null,
    status: 'open',
    success_url: params.success_url ?? null,
    ui_mode: 'hosted_page',
    url: `${call.kernel.url}/stripe/checkout/${id}`,
  }
  const { name } = params.line_items?.[0]?.price_data.product_data ?? { name: 'Save your card' }
  call.store.put(call.scope, 'checkout_session', session, { name, wish: JSON.stringify(params) })
  later(call, session.expires_at - call.kernel.now(), 'session_expires', id)
  return session
}

const setupFor = (call: Call, { customer, setup_intent_data: data }: CreateSession): string =>
  createSetup(call, { ...data, ...(customer && { customer }), usage: 'off_session' }).id

/** The intent of a session is made only when its buyer pays (API 2022-08-01 and later). */
export function intentOf(call: Call, session: CheckoutSession): PaymentIntent {
  const made = call.store.find(call.scope, 'payment_intent', session.payment_intent ?? '')
  if (made) return made
  const { payment_intent_data: data }: CreateSession = JSON.parse(
    call.store.extra('checkout_session', session.id).wish ?? '{}',
  )
  const intent = createIntent(call, {
    ...data,
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    ...(session.customer && { customer: session.customer }),
  })
  change(call, 'checkout_session', session, { payment_intent: intent.id })
  return intent
}

/** Nobody can pay it any more; what was begun of it is canceled. Throws for one that is not open. */
export function expireSession(call: Call, session: CheckoutSession): CheckoutSession {
  if (session.status !== 'open')
    throw new ApiError(400, {
      type: 'invalid_request_error',
      message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    })
  const expired = change(call, 'checkout_session', session, { status: 'expired', url: null })
  const intent = call.store.find(call.scope, 'payment_intent', session.payment_intent ?? '')
  if (intent) expireIntent(call, intent)
  emit(call, 'checkout.session.expired', expired)
  return expired
}

/** Its time is over. */
export function lapseSession(call: Call, session: CheckoutSession) {
  if (session.status === 'open') expireSession(call, session)
}
