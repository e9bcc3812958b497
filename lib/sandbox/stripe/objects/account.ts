import { settlementCurrency } from '../amounts'
import type { Call } from '../call'
import { ApiError } from '../errors'
import { pageOf, pageSpec } from '../page'
import { route } from '../router'
import type { Account, Balance } from '../shape'
import { shown } from './balance-transaction'

const nothingDue = () => ({
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
})

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

function settings(name: string): Account['settings'] {
  const statement = { statement_descriptor_prefix_kana: null, statement_descriptor_prefix_kanji: null }
  return {
    bacs_debit_payments: { display_name: null, service_user_number: null },
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_issuing: { tos_acceptance: { date: null, ip: null } },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: false },
      statement_descriptor_prefix: null,
      ...statement,
    },
    dashboard: { display_name: name, timezone: 'Etc/UTC' },
    invoices: { default_account_tax_ids: null, hosted_payment_method_save: null },
    payments: {
      statement_descriptor: 'SANDBOX',
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      ...statement,
    },
    payouts: {
      debit_negative_balances: true,
      schedule: { delay_days: 2, interval: 'daily' },
      statement_descriptor: null,
    },
    sepa_debit_payments: {},
  } as unknown as Account['settings']
}

/** The account of a key. It is complete, may charge and is paid out. */
export function accountOf(id: string): Account {
  const word = id.slice('acct_'.length)
  const name = `${word.charAt(0).toUpperCase()}${word.slice(1)} (sandbox)`
  const profile = {
    annual_revenue: { amount: null, currency: null, fiscal_year_end: null },
    estimated_worker_count: null,
    mcc: '4814',
    minority_owned_business_designation: null,
    name,
    product_description: null,
    support_address: noAddress,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  }
  return {
    id,
    object: 'account',
    business_profile: profile as unknown as Account['business_profile'],
    business_type: 'company',
    capabilities: { card_payments: 'active', sepa_debit_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country: 'DE',
    created: 1_700_000_000,
    default_currency: settlementCurrency,
    details_submitted: true,
    email: `owner@${word.toLowerCase()}.test`,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: nothingDue() as Account['future_requirements'],
    metadata: {},
    payouts_enabled: true,
    requirements: nothingDue() as Account['requirements'],
    settings: settings(name),
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: 'standard',
  }
}

/** Sums what the balance transactions say, by currency. */
export function balanceOf(call: Call): Balance {
  const rows = call.store.list(call.scope, 'balance_transaction').map((row) => shown(call, row))
  const currencies = [...new Set([settlementCurrency, ...rows.map((row) => row.currency)])]
  const sums = (status: string) =>
    currencies.map((currency) => {
      const own = rows.filter((row) => row.currency === currency && row.status === status)
      const amount = own.reduce((sum, { net }) => sum + net, 0)
      return { amount, currency, source_types: { card: amount } }
    })
  return {
    object: 'balance',
    available: sums('available'),
    connect_reserved: [{ amount: 0, currency: settlementCurrency }],
    livemode: call.scope.livemode,
    pending: sums('pending'),
  }
}

export const accountRoutes = [
  route('GET', '/v1/account', 'account', {}, (call) => accountOf(call.scope.account)),
  route('GET', '/v1/accounts/:id', 'account', {}, (call, _params, id) => {
    if (id === call.scope.account) return accountOf(id)
    throw new ApiError(403, {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    })
  }),
  route('GET', '/v1/balance', 'balance', {}, balanceOf),
  route('GET', '/v1/reporting/report_types', 'report', pageSpec, (_call, params) =>
    pageOf('/v1/reporting/report_types', [], params),
  ),
]
