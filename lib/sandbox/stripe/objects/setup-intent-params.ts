import { anyHash, flag, list, metadata, oneOf, orUnset, type Params, text } from '../params'
import { automaticRule } from './payment-intent-params'
import { methodRule } from './payment-method'

const confirming = {
  confirmation_token: text(),
  mandate_data: orUnset(anyHash),
  payment_method: text(),
  payment_method_data: methodRule,
  payment_method_options: anyHash,
  return_url: text(),
  use_stripe_sdk: flag,
}
const describing = {
  allowed_payment_method_types: orUnset(list(text())),
  attach_to_self: flag,
  customer: text(),
  customer_account: text(),
  description: orUnset(text(1000)),
  excluded_payment_method_types: orUnset(list(text())),
  flow_directions: list(oneOf('inbound', 'outbound')),
  metadata,
  payment_method_configuration: text(),
  payment_method_types: list(oneOf('card', 'sepa_debit')),
}

export const setupConfirmSpec = confirming
export const setupUpdateSpec = {
  ...describing,
  payment_method: text(),
  payment_method_data: methodRule,
  payment_method_options: anyHash,
}
export const setupCreateSpec = {
  ...confirming,
  ...describing,
  automatic_payment_methods: automaticRule,
  confirm: flag,
  on_behalf_of: text(),
  single_use: anyHash,
  usage: oneOf('off_session', 'on_session'),
}

export type SetupCreate = Params<typeof setupCreateSpec>
export type SetupUpdate = Params<typeof setupUpdateSpec>
export type SetupConfirm = Params<typeof setupConfirmSpec>
