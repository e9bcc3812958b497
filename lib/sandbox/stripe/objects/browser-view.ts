import type { Call } from '../call'
import { invalid } from '../errors'
import type { PaymentIntent, SetupIntent } from '../shape'
import { veiled } from '../veil'

/** A publishable key sees an intent only with its secret, and not what concerns the seller alone. */
export function checkSecret(call: Call, intent: PaymentIntent | SetupIntent, secret: string | undefined) {
  if (!call.isBrowser || secret === intent.client_secret) return
  throw invalid(
    'The client_secret provided does not match the client_secret associated with this Intent.',
    'client_secret',
    secret ? undefined : 'parameter_missing',
  )
}

export const forBrowser = <T extends object>(call: Call, intent: T): Partial<T> =>
  call.isBrowser ? veiled(intent) : intent
