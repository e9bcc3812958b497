import { createCustomer, customerNamed, mandateNamed, revokeMandate } from './customer'
import { customerView, mandateView } from './customer-views'
import { pageOf } from './list'
import { at, type Call, ok, origin, type Route } from './route'
import { type Customer, isOf, type Mandate, mandatesOf } from './store'

const customerOf = ({ store, key, ids: [id = ''] }: Call) => customerNamed(store, key, id)
const mandateOf = (call: Call) => mandateNamed(call.store, customerOf(call).id, call.ids[1] ?? '')

/** Customers and their mandates (psp.md 4.6). */
export const customerRoutes: Route[] = [
  [
    'POST',
    at('customers'),
    ({ store, key, body }) => ok(customerView(store, createCustomer(store, key, body)), 201),
  ],
  [
    'GET',
    at('customers'),
    (call) => {
      const own = call.store.customers.all().filter(isOf(call.key))
      const view = (each: Customer) => customerView(call.store, each)
      return ok(pageOf(call.url, origin(call), 'customers', own, view))
    },
  ],
  ['GET', at('customers/:id'), (call) => ok(customerView(call.store, customerOf(call)))],
  [
    'GET',
    at('customers/:id/mandates'),
    (call) => {
      const own = mandatesOf(call.store, customerOf(call).id)
      const view = (each: Mandate) => mandateView(call.store, each)
      return ok(pageOf(call.url, origin(call), 'mandates', own, view))
    },
  ],
  ['GET', at('customers/:id/mandates/:id'), (call) => ok(mandateView(call.store, mandateOf(call)))],
  [
    'DELETE',
    at('customers/:id/mandates/:id'),
    (call) => {
      revokeMandate(call.store, mandateOf(call))
      return { status: 204 }
    },
  ],
]
