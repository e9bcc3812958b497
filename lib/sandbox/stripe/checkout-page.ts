import { hostedPage as html, leave } from '../hosted-page'
import { escapeHtml as e, type Kernel, unhandled } from '../kernel'
import { amountText } from './amounts'
import { type Call, quietCall } from './call'
import { ApiError } from './errors'
import { confirmIntent } from './objects/confirm'
import { createMethod } from './objects/payment-method'
import { intentOf } from './objects/session'
import { confirmSetup } from './objects/setup-confirm'
import type { CheckoutSession, PaymentIntent, PaymentMethod, SetupIntent } from './shape'
import type { Store } from './store'

const gone = () =>
  unhandled(
    html('Not found', '<h1>Not found</h1><p>There is no such checkout. Go back to the shop.</p>', 404),
  )

const expired = () =>
  html(
    'Your checkout session has expired',
    '<h1>Your checkout session has expired</h1><p>Return to the shop to start another one.</p>',
    410,
  )

const successOf = ({ id, success_url }: CheckoutSession): Response =>
  leave((success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', id))

const field = (name: string, label: string, hint: string) =>
  `<label>${label}<input name="${name}" placeholder="${hint}" autocomplete="off" style="width:100%;font:inherit;padding:.5rem"></label>`

function form(call: Call, session: CheckoutSession, problem: string): Response {
  const { amount_total: amount, currency, cancel_url: back, payment_method_types: types } = session
  const { name = '' } = call.store.extra('checkout_session', session.id)
  const sum =
    amount === null ? '' : `<p class="sum">${e(amountText(amount, currency ?? '').toUpperCase())}</p>`
  const error = problem && `<p role="alert">${e(problem)}</p>`
  const iban = types.includes('sepa_debit') ? field('iban', 'or IBAN', 'AT321904300235473204') : ''
  const leaving = back ? `<p><a href="${e(back)}" style="color:inherit">Back to the shop</a></p>` : ''
  const verb = session.mode === 'setup' ? 'Save card' : 'Pay'
  return html(
    'Stripe Checkout',
    `<h1>${e(name)}</h1>${sum}${error}<form method="post">${field('number', 'Card number', '4242 4242 4242 4242')}
${field('expiry', 'Expiry', '12 / 34')}${field('cvc', 'CVC', '123')}${iban}<button class="main">${verb}</button></form>${leaving}`,
  )
}

function methodFrom(call: Call, given: URLSearchParams): PaymentMethod {
  const iban = given.get('iban')?.trim()
  if (iban)
    return createMethod(call, {
      type: 'sepa_debit',
      sepa_debit: { iban },
      billing_details: { name: 'A buyer', email: 'buyer@example.test' },
    })
  const [month = '', year = ''] = (given.get('expiry') ?? '').split('/').map((part) => part.trim())
  return createMethod(call, {
    type: 'card',
    card: {
      number: given.get('number') ?? '',
      exp_month: Number(month),
      exp_year: Number(year.length === 2 ? `20${year}` : year),
      cvc: given.get('cvc') ?? '',
    },
  })
}

/** Confirms what the session is for; throws what the vendor answers to a card that does not work. */
function confirm(
  call: Call,
  session: CheckoutSession,
  method: PaymentMethod,
  here: string,
): PaymentIntent | SetupIntent {
  const params = { payment_method: method.id, return_url: here }
  if (session.mode === 'setup')
    return confirmSetup(call, call.store.get(call.scope, 'setup_intent', session.setup_intent ?? ''), params)
  return confirmIntent(call, intentOf(call, session), params)
}

async function pay(call: Call, session: CheckoutSession, request: Request): Promise<Response> {
  const browser = { ...call, isBrowser: true }
  const given = new URLSearchParams(await request.text())
  try {
    const intent = confirm(browser, session, methodFrom(browser, given), session.url ?? '')
    const next = intent.next_action?.redirect_to_url?.url
    if (next) return leave(next)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return form(call, call.store.get(call.scope, 'checkout_session', session.id), error.body.message)
  }
  const now = call.store.get(call.scope, 'checkout_session', session.id)
  return now.status === 'complete' ? successOf(now) : form(call, now, 'The payment did not go through.')
}

/** `/stripe/checkout/{session}`: the page that the buyer pays on, at the vendor's own address. */
export async function checkoutPage(
  kernel: Kernel,
  store: Store,
  request: Request,
  id: string,
): Promise<Response> {
  const found = store.everyone('checkout_session').find(({ object }) => object.id === id)
  if (!found) return gone()
  const call = quietCall(kernel, store, found.scope)
  const session = found.object
  if (session.status === 'complete') return successOf(session)
  if (session.status === 'expired') return expired()
  if (request.method === 'POST') return pay(call, session, request)
  const hasFailed = new URL(request.url).searchParams.get('redirect_status') === 'failed'
  return form(call, session, hasFailed ? 'We are unable to authenticate your payment method.' : '')
}
