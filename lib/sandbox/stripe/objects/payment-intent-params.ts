import { pageSpec } from '../page'
import {
  anyHash,
  flag,
  hash,
  integer,
  list,
  metadata,
  oneOf,
  orUnset,
  type Params,
  type Rule,
  range,
  text,
} from '../params'
import { shippingRule } from './billing'
import { methodRule } from './payment-method'

const sessionRule: Rule<boolean | 'one_off' | 'recurring'> = (value, param) =>
  value === 'true' || value === 'false' ? value === 'true' : oneOf('one_off', 'recurring')(value, param)

const captureMethod = oneOf('automatic', 'automatic_async', 'manual')
const futureUsage = oneOf('off_session', 'on_session')
export const automaticRule = hash({ enabled: flag, allow_redirects: oneOf('always', 'never') }, 'enabled')

/** Known to create, update and confirm alike. */
const shared = {
  allowed_payment_method_types: list(text()),
  amount_details: anyHash,
  capture_method: captureMethod,
  excluded_payment_method_types: orUnset(list(text())),
  hooks: anyHash,
  payment_details: orUnset(anyHash),
  payment_method: text(),
  payment_method_data: methodRule,
  payment_method_options: anyHash,
  receipt_email: orUnset(text()),
  setup_future_usage: orUnset(futureUsage),
  shipping: shippingRule,
}

const confirming = {
  confirmation_token: text(),
  error_on_requires_action: flag,
  mandate: text(),
  mandate_data: orUnset(anyHash),
  off_session: sessionRule,
  radar_options: anyHash,
  return_url: text(),
  use_stripe_sdk: flag,
}

const describing = {
  application_fee_amount: orUnset(integer()),
  customer: text(),
  customer_account: text(),
  description: orUnset(text(1000)),
  metadata,
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  payment_method_configuration: text(),
  transfer_data: anyHash,
  transfer_group: text(),
}

export const createSpec = {
  ...shared,
  ...confirming,
  ...describing,
  amount: integer(1),
  currency: text(),
  automatic_payment_methods: automaticRule,
  confirm: flag,
  confirmation_method: oneOf('automatic', 'manual'),
  on_behalf_of: text(),
  payment_method_types: list(text()),
}

export const updateSpec = {
  ...shared,
  ...describing,
  amount: integer(1),
  currency: text(),
  payment_method_types: list(text()),
}

export const confirmSpec = { ...shared, ...confirming, amount_to_confirm: integer(1) }

export const captureSpec = {
  amount_details: anyHash,
  amount_to_capture: integer(1),
  application_fee_amount: integer(),
  final_capture: flag,
  hooks: anyHash,
  metadata,
  payment_details: anyHash,
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  transfer_data: anyHash,
}

export const cancelSpec = {
  cancellation_reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'),
}

export const listSpec = { ...pageSpec, created: range, customer: text(), customer_account: text() }

// Removed with endive; `allowed_payment_method_types` took its place (CHANGELOG of stripe 23.0.0).
export const removed = { payment_method_types: '2026-09-30' }

/** Only together with `confirm`. */
export const onlyWhenConfirming = [
  'error_on_requires_action',
  'mandate',
  'mandate_data',
  'off_session',
  'return_url',
] as const

export type CreateParams = Params<typeof createSpec, 'amount' | 'currency'>
export type UpdateParams = Params<typeof updateSpec>
export type ConfirmParams = Params<typeof confirmSpec>
export type CaptureParams = Params<typeof captureSpec>
