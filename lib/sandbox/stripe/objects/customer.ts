import { type Call, change } from '../call'
import { emit } from '../events'
import { newId, randomText } from '../ids'
import { listOf, pageSpec } from '../page'
import {
  anyHash,
  integer,
  isWithin,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  orUnset,
  type Params,
  range,
  text,
} from '../params'
import { route } from '../router'
import type { Customer } from '../shape'
import { addressRule, fullAddress, fullShipping, shippingRule } from './billing'
import { resolveMethod } from './payment-method'
import { attach } from './payment-methods'

const line = orUnset(text())
const spec = {
  address: addressRule,
  balance: integer(-99_999_999),
  business_name: line,
  cash_balance: anyHash,
  description: line,
  email: orUnset(text(512)),
  individual_name: line,
  invoice_prefix: text(),
  invoice_settings: anyHash,
  metadata,
  name: line,
  next_invoice_sequence: integer(1),
  phone: line,
  preferred_locales: list(text()),
  shipping: shippingRule,
  tax: anyHash,
  tax_exempt: orUnset(oneOf('exempt', 'none', 'reverse')),
}
const createSpec = { ...spec, payment_method: text(), tax_id_data: list(anyHash), test_clock: text() }
const updateSpec = { ...spec, default_source: text() }

type Given = Params<typeof spec>

const changesOf = (given: Given, old?: Customer): Partial<Customer> => ({
  address:
    given.address === undefined
      ? (old?.address ?? null)
      : (fullAddress(given.address) as Customer['address']),
  balance: given.balance ?? old?.balance ?? 0,
  description: given.description === undefined ? (old?.description ?? null) : given.description,
  email: given.email === undefined ? (old?.email ?? null) : given.email,
  metadata: mergeMetadata(old?.metadata ?? {}, given.metadata),
  name: given.name === undefined ? (old?.name ?? null) : given.name,
  phone: given.phone === undefined ? (old?.phone ?? null) : given.phone,
  preferred_locales: given.preferred_locales ?? old?.preferred_locales ?? [],
  shipping: (given.shipping === undefined
    ? (old?.shipping ?? null)
    : fullShipping(given.shipping)) as Customer['shipping'],
  tax_exempt: given.tax_exempt ?? old?.tax_exempt ?? 'none',
})

function create(call: Call, given: Params<typeof createSpec>): Customer {
  const customer: Customer = {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: call.kernel.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: given.invoice_prefix ?? randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: call.scope.livemode,
    metadata: {},
    next_invoice_sequence: 1,
    shipping: null,
    test_clock: null,
    ...changesOf(given),
  }
  call.store.put(call.scope, 'customer', customer)
  emit(call, 'customer.created', customer)
  if (given.payment_method)
    attach(call, resolveMethod(call, given.payment_method, 'payment_method'), customer.id)
  return customer
}

const deletedOf = (id: string) => ({ id, object: 'customer', deleted: true })
const deleted = ({ kernel }: Call) =>
  kernel.docs<{ account: string; livemode: boolean }>('stripe.deleted_customer')
const isDeleted = (call: Call, id: string): boolean => {
  const { account, livemode } = deleted(call).get(id) ?? {}
  return account === call.scope.account && livemode === call.scope.livemode
}

function get(call: Call, id: string): Customer {
  return call.store.get(call.scope, 'customer', id)
}

function remove(call: Call, id: string) {
  const customer = get(call, id)
  for (const method of call.store.list(call.scope, 'payment_method').filter((each) => each.customer === id))
    call.store.put(call.scope, 'payment_method', { ...method, customer: null }, { spent: true })
  call.store.delete('customer', id)
  deleted(call).put(id, call.scope)
  emit(call, 'customer.deleted', customer)
  return deletedOf(id)
}

const listSpec = { ...pageSpec, created: range, email: text(512), test_clock: text() }

export const customerRoutes = [
  route('POST', '/v1/customers', 'customer', createSpec, create),
  route('GET', '/v1/customers', 'customer', listSpec, (call, params) =>
    listOf(
      call,
      'customer',
      '/v1/customers',
      params,
      ({ created, email }) => isWithin(created, params.created) && (!params.email || email === params.email),
    ),
  ),
  route('GET', '/v1/customers/:id', 'customer', {}, (call, _params, id) => {
    return isDeleted(call, id) ? deletedOf(id) : get(call, id)
  }),
  route('POST', '/v1/customers/:id', 'customer', updateSpec, (call, params, id) => {
    const changed = change(call, 'customer', get(call, id), changesOf(params, get(call, id)))
    emit(call, 'customer.updated', changed)
    return changed
  }),
  route('DELETE', '/v1/customers/:id', 'customer', {}, (call, _params, id) => remove(call, id)),
]
