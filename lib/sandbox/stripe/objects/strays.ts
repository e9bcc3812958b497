import type { Call } from '../call'
import { newId, randomText } from '../ids'
import type { EventType } from '../shape'

type Make = (call: Call) => object

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

const file: Make = ({ kernel }) => {
  const id = newId('file')
  return {
    id,
    object: 'file',
    created: kernel.now(),
    expires_at: kernel.now() + 365 * 86_400,
    filename: `${id}.csv`,
    links: { object: 'list', data: [], has_more: false, url: `/v1/file_links?file=${id}` },
    purpose: 'finance_report_run',
    size: 5_120,
    title: 'FinanceReportRun',
    type: 'csv',
    url: `${kernel.url}/v1/files/${id}/contents`,
  }
}

const reportRun =
  (hasFailed: boolean): Make =>
  (call) => ({
    id: newId('frr'),
    object: 'reporting.report_run',
    created: call.kernel.now(),
    error: hasFailed ? 'The report could not be made. Try again.' : null,
    livemode: call.scope.livemode,
    parameters: { interval_start: call.kernel.now() - 86_400, interval_end: call.kernel.now() },
    report_type: 'balance_change_from_activity.itemized.3',
    result: hasFailed ? null : file(call),
    status: hasFailed ? 'failed' : 'succeeded',
    succeeded_at: hasFailed ? null : call.kernel.now(),
  })

const reportType: Make = ({ kernel, scope }) => ({
  id: 'balance_change_from_activity.itemized.3',
  object: 'reporting.report_type',
  data_available_end: kernel.now(),
  data_available_start: kernel.now() - 86_400,
  default_columns: ['balance_transaction_id', 'created_utc', 'gross', 'fee', 'net'],
  livemode: scope.livemode,
  name: 'Balance change from activity: itemized',
  updated: kernel.now(),
  version: 3,
})

const source =
  (status: string): Make =>
  ({ kernel, scope }) => ({
    id: newId('src'),
    object: 'source',
    allow_redisplay: null,
    amount: 1_099,
    client_secret: `src_client_secret_${randomText(24)}`,
    created: kernel.now(),
    currency: 'eur',
    flow: 'redirect',
    livemode: scope.livemode,
    metadata: {},
    owner: {
      address: null,
      email: null,
      name: null,
      phone: null,
      verified_address: null,
      verified_email: null,
      verified_name: null,
      verified_phone: null,
    },
    redirect: { failure_reason: null, return_url: 'https://shop.test/', status: 'succeeded', url: '' },
    statement_descriptor: null,
    status,
    type: 'ideal',
    usage: 'single_use',
  })

const noLimits = {
  allowed_card_presences: null,
  allowed_categories: null,
  allowed_merchant_countries: null,
  blocked_card_presences: null,
  blocked_categories: null,
  blocked_merchant_countries: null,
  spending_limits: [],
  spending_limits_currency: null,
}

const cardholder: Make = ({ kernel, scope }) => ({
  id: newId('ich'),
  object: 'issuing.cardholder',
  billing: { address: { ...noAddress, city: 'Berlin', country: 'DE' } },
  company: null,
  created: kernel.now(),
  email: 'holder@example.test',
  individual: null,
  livemode: scope.livemode,
  metadata: {},
  name: 'Sandbox Holder',
  phone_number: null,
  preferred_locales: ['en'],
  requirements: { disabled_reason: null, past_due: [] },
  spending_controls: noLimits,
  status: 'active',
  type: 'individual',
})

const issuedCard: Make = (call) => ({
  id: newId('ic'),
  object: 'issuing.card',
  brand: 'Visa',
  cancellation_reason: null,
  cardholder: cardholder(call),
  created: call.kernel.now(),
  currency: 'eur',
  exp_month: 12,
  exp_year: 2040,
  last4: '0001',
  latest_fraud_warning: null,
  lifecycle_controls: null,
  livemode: call.scope.livemode,
  metadata: {},
  personalization_design: null,
  replaced_by: null,
  replacement_for: null,
  replacement_reason: null,
  second_line: null,
  shipping: null,
  spending_controls: noLimits,
  status: 'active',
  type: 'virtual',
  wallets: {
    apple_pay: { eligible: true, ineligible_reason: null },
    google_pay: { eligible: true, ineligible_reason: null },
    primary_account_identifier: null,
  },
})

/** Objects of which the sandbox only tells: by the event that tells of them. */
export const strays = {
  'file.created': file,
  'reporting.report_run.succeeded': reportRun(false),
  'reporting.report_run.failed': reportRun(true),
  'reporting.report_type.updated': reportType,
  'source.chargeable': source('chargeable'),
  'source.canceled': source('canceled'),
  'issuing_card.updated': issuedCard,
  'issuing_cardholder.updated': cardholder,
} satisfies Partial<Record<EventType, Make>>
