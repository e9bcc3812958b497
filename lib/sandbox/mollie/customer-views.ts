import type { Customer, Mandate, Store } from './store'
import { stamp } from './store'
import { baseOf, link } from './views'

const documentation = (page: string) => link(`https://docs.mollie.com/reference/${page}`, 'text/html')

export function customerView(store: Store, { id, mode, name, email, locale, metadata, createdAt }: Customer) {
  const self = `${baseOf(store)}/customers/${id}`
  return {
    resource: 'customer',
    ...{ id, mode, name, email, locale, metadata },
    createdAt: stamp(createdAt),
    _links: {
      self: link(self),
      mandates: link(`${self}/mandates`),
      payments: link(`${self}/payments`),
      documentation: documentation('get-customer'),
    },
  }
}

// Names of fields as in the types of @mollie/api-client 4.6.0.
const detailsOf = ({ method, card, createdAt }: Mandate) =>
  method === 'creditcard'
    ? {
        cardHolder: 'T. Tester',
        cardNumber: card,
        cardLabel: 'Mastercard',
        cardFingerprint: `fingerprint${card}`,
        cardExpiryDate: `${new Date(createdAt * 1000).getUTCFullYear() + 2}-12-31`,
      }
    : { consumerName: 'T. Tester', consumerAccount: 'NL55INGB0000000000', consumerBic: 'INGBNL2A' }

export function mandateView(store: Store, mandate: Mandate) {
  const { id, mode, status, method, customerId, createdAt } = mandate
  const customer = `${baseOf(store)}/customers/${customerId}`
  return {
    resource: 'mandate',
    ...{ id, mode, status, method },
    details: detailsOf(mandate),
    mandateReference: null,
    signatureDate: stamp(createdAt).slice(0, 10),
    createdAt: stamp(createdAt),
    _links: {
      self: link(`${customer}/mandates/${id}`),
      customer: link(customer),
      documentation: documentation('get-mandate'),
    },
  }
}
