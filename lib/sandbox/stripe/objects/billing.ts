import { hash, oneOf, orUnset, type Params, text } from '../params'
import type { BillingDetails } from '../shape'

const line = orUnset(text())
const address = { city: line, country: line, line1: line, line2: line, postal_code: line, state: line }

export const addressRule = orUnset(hash(address))

const billing = { address: addressRule, email: line, name: line, phone: line, tax_id: line }

export const billingRule = hash(billing)

export const shippingRule = orUnset(
  hash({ address: hash(address), carrier: line, name: text(), phone: line, tracking_number: line }),
)

export const redisplayRule = oneOf('always', 'limited', 'unspecified')

export function fullAddress(given: Params<typeof address> | null | undefined) {
  const {
    city = null,
    country = null,
    line1 = null,
    line2 = null,
    postal_code = null,
    state = null,
  } = given ?? {}
  return { city, country, line1, line2, postal_code, state }
}

export function fullBilling(given: Params<typeof billing> = {}): BillingDetails {
  const { email = null, name = null, phone = null, tax_id = null } = given
  return { address: fullAddress(given.address), email, name, phone, tax_id }
}

export function fullShipping(given: ReturnType<typeof shippingRule> | undefined) {
  if (!given) return null
  const { carrier = null, name = '', phone = null, tracking_number = null } = given
  return { address: fullAddress(given.address), carrier, name, phone, tracking_number }
}
