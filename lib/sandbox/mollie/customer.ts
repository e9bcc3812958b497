import { missing, unprocessable } from './errors'
import type { Key } from './keys'
import { type Customer, isOf, type Mandate, mandatesOf, newId, type Payment, type Store } from './store'

const longest = 255

function readText(given: unknown, field: string): string | null {
  if (given === undefined || given === null || given === '') return null
  if (typeof given !== 'string' || given.length > longest)
    throw unprocessable(`The ${field} is invalid`, field)
  return given
}

/** `POST /v2/customers` (psp.md 4.6). */
export function createCustomer(
  store: Store,
  { profileId, mode }: Key,
  body: Record<string, unknown>,
): Customer {
  const email = readText(body.email, 'email')
  if (email && !/^[^@\s]+@[^@\s]+$/.test(email)) throw unprocessable('The email address is invalid', 'email')
  const customer: Customer = {
    ...{ profileId, mode, email },
    id: newId('cst'),
    name: readText(body.name, 'name'),
    locale: readText(body.locale, 'locale'),
    metadata: body.metadata ?? null,
    createdAt: store.kernel.now(),
  }
  store.customers.put(customer.id, customer)
  return customer
}

export function customerNamed(store: Store, key: Key, id: string): Customer {
  const found = store.customers.get(id)
  if (!found || !isOf(key)(found)) throw missing('customer', id)
  return found
}

export function mandateNamed(store: Store, customerId: string, id: string): Mandate {
  const found = mandatesOf(store, customerId).find((each) => each.id === id)
  if (!found) throw missing('mandate', id)
  return found
}

/** A first payment that was paid leaves a mandate: for the card, or for direct debit from the account (psp.md 4.6). */
export function grantMandate(store: Store, payment: Payment): Mandate | undefined {
  const { customerId, method, profileId, mode } = payment
  if (payment.sequenceType !== 'first' || !customerId) return undefined
  const isCard = method === 'creditcard'
  const mandate: Mandate = {
    ...{ profileId, mode, customerId },
    id: newId('mdt'),
    method: isCard ? 'creditcard' : 'directdebit',
    status: 'valid',
    card: isCard ? '6787' : null,
    createdAt: store.kernel.now(),
  }
  store.mandates.put(mandate.id, mandate)
  return mandate
}

/** Nothing can be charged with it any more. */
export function revokeMandate(store: Store, mandate: Mandate): void {
  store.mandates.put(mandate.id, { ...mandate, status: 'invalid' })
}

/** The mandate of a recurring payment: the one that is named, or the newest that is valid. */
export function mandateFor(store: Store, customerId: string, wanted: unknown): Mandate {
  const valid = mandatesOf(store, customerId).filter(({ status }) => status === 'valid')
  const found = wanted === undefined ? valid.at(-1) : valid.find(({ id }) => id === wanted)
  if (!found)
    throw unprocessable('The customer has no suitable mandates', wanted ? 'mandateId' : 'customerId')
  return found
}
