import type { Call } from '../call'
import { newId } from '../ids'
import { listOf, pageSpec } from '../page'
import { isWithin, range, text } from '../params'
import { route } from '../router'
import type { Mandate, PaymentMethod, SetupAttempt, SetupIntent } from '../shape'

function detailsOf({ card, type }: PaymentMethod): SetupAttempt['payment_method_details'] {
  if (!card) return { sepa_debit: {}, type }
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = card
  return {
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country,
      exp_month,
      exp_year,
      fingerprint: fingerprint ?? null,
      funding,
      last4,
      network: brand,
      three_d_secure: null,
      wallet: null,
    },
    type,
  }
}

export function noteAttempt(
  call: Call,
  intent: SetupIntent,
  method: PaymentMethod,
  status: 'succeeded' | 'failed',
  error?: object,
): SetupAttempt {
  return call.store.put(call.scope, 'setup_attempt', {
    id: newId('setatt'),
    object: 'setup_attempt',
    application: intent.application,
    created: call.kernel.now(),
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: call.scope.livemode,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_details: detailsOf(method),
    setup_error: (error as SetupAttempt['setup_error']) ?? null,
    setup_intent: intent.id,
    status,
    usage: intent.usage,
  })
}

/** The buyer's leave to draw from a bank account. */
export function newMandate(call: Call, method: PaymentMethod): Mandate {
  const reference = newId('mandate').slice(-16).toUpperCase()
  const online = { ip_address: '127.0.0.1', user_agent: 'sandbox' }
  return call.store.put(call.scope, 'mandate', {
    id: newId('mandate'),
    object: 'mandate',
    customer_acceptance: { accepted_at: call.kernel.now(), online, type: 'online' },
    livemode: call.scope.livemode,
    multi_use: {},
    payment_method: method.id,
    payment_method_details: { sepa_debit: { reference, url: '' }, type: 'sepa_debit' },
    status: 'active',
    type: 'multi_use',
  })
}

const listSpec = { ...pageSpec, created: range, setup_intent: text() }

export const setupAttemptRoutes = [
  route(
    'GET',
    '/v1/setup_attempts',
    'setup_intent',
    listSpec,
    (call, params) =>
      listOf(
        call,
        'setup_attempt',
        '/v1/setup_attempts',
        params,
        (each) => each.setup_intent === params.setup_intent && isWithin(each.created, params.created),
      ),
    { required: ['setup_intent'] },
  ),
  route('GET', '/v1/mandates/:id', 'payment_method', {}, (call, _params, id) =>
    call.store.get(call.scope, 'mandate', id),
  ),
]
