import { notFound } from '@/lib/core/error'
import type { Provider } from './provider'
import { cardknox } from './providers/cardknox/index'
import { custom } from './providers/custom/index'
import { manual } from './providers/manual/index'
import { mollie } from './providers/mollie/index'
import { paypalNvp } from './providers/paypal-nvp/index'
import { stripe } from './providers/stripe/index'
import { stripeConnect } from './providers/stripe-connect/index'
import { wallet } from './providers/wallet/index'

export { type CredentialField, fieldsOf } from '@/lib/connections/fields'

/** Every payment provider that can be connected. A new one is a folder and a line here. */
export const providers: readonly Provider[] = [
  stripe,
  stripeConnect,
  mollie,
  paypalNvp,
  cardknox,
  custom,
  manual,
]

export const findProvider = (name: string): Provider | undefined =>
  providers.find((provider) => provider.name === name)

/** What buyers know a provider by. Throws `not_found`. */
export function buyersNameOf(name: string): string {
  const { buyersName, label } = providerNamed(name)
  return buyersName ?? label
}

/** Throws `not_found` for a name that no provider has. */
export function providerNamed(name: string): Provider {
  const provider = name === wallet.name ? wallet : findProvider(name)
  if (!provider) throw notFound('payment provider', name)
  return provider
}
