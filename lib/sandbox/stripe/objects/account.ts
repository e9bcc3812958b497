import type { Docs, Kernel } from '../../kernel'
import { settlementCurrency } from '../amounts'
import { businessName } from '../business-name'
import type { Call } from '../call'
import { between } from '../connections'
import { ApiError } from '../errors'
import { emit } from '../events'
import { route } from '../router'
import type { Account } from '../shape'
import type { Scope } from '../store'

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

/** What the vendor wants to know before it goes on. */
const pastDue = () => ({
  ...nothingDue(),
  currently_due: ['external_account', 'business_profile.url'],
  disabled_reason: 'requirements.past_due',
  past_due: ['external_account', 'business_profile.url'],
})

const restricted = (kernel: Kernel): Docs<{ isRestricted: boolean }> => kernel.docs('stripe.account')

const keyOf = ({ account, livemode }: Scope) => `${account}/${livemode ? 'live' : 'test'}`

/** Holds the account back, or lets it go on. */
export function changeAccount(call: Call, isRestricted: boolean): Account {
  const before = accountOf(call)
  restricted(call.kernel).put(keyOf(call.scope), { isRestricted })
  const now = accountOf(call)
  const { charges_enabled, payouts_enabled, requirements } = before
  emit(call, 'account.updated', now, { charges_enabled, payouts_enabled, requirements })
  return now
}

const names = (kernel: Kernel): Docs<{ account: string; name: string }> => kernel.docs('stripe.account_name')

export const nameAccount = (kernel: Kernel, account: string, name: string) =>
  names(kernel).put(account, { account, name })

/** The accounts of businesses that were made on a page of ours. */
export const namedAccounts = (kernel: Kernel): string[] =>
  names(kernel)
    .all()
    .map(({ account }) => account)

/** What the business is called: as it said, or after the word in its account's id. */
export const nameOf = (kernel: Kernel, account: string): string =>
  names(kernel).get(account)?.name ?? businessName(account)

/** The account of a key. Unless it is held back it is complete, may charge and is paid out. */
export function accountOf({ kernel, scope }: Pick<Call, 'kernel' | 'scope'>): Account {
  const id = scope.account
  const isHeldBack = restricted(kernel).get(keyOf(scope))?.isRestricted ?? false
  const word = id.slice('acct_'.length)
  const name = nameOf(kernel, id)
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
    charges_enabled: !isHeldBack,
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
    payouts_enabled: !isHeldBack,
    requirements: (isHeldBack ? pastDue() : nothingDue()) as Account['requirements'],
    settings: settings(name),
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: 'standard',
  }
}

export const accountRoutes = [
  route('GET', '/v1/account', 'account', {}, accountOf),
  route('GET', '/v1/accounts/:id', 'account', {}, (call, _params, id) => {
    const { kernel, scope } = call
    if (id === scope.account || between(kernel, scope, id))
      return accountOf({ kernel, scope: { ...scope, account: id } })
    throw new ApiError(403, {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    })
  }),
]
