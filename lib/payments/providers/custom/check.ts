import { invalidField } from '@/lib/core/error'
import type { Check, Endpoint } from '../../provider'
import type { CustomCredentials } from './credentials'
import { pageOf } from './gateway'

/** Looks at the address; the page is not called, for it shows itself only to buyers. Throws `invalid` at the field. */
export async function check(credentials: CustomCredentials, endpoint: Endpoint): Promise<Check> {
  const page = pageOf(credentials, endpoint)
  if (!page) throw invalidField('paymentUrl', 'Write the address of your payment page.')
  const isSandbox = endpoint.url !== '' && new URL(page).origin === new URL(endpoint.url).origin
  if (new URL(page).protocol !== 'https:' && !isSandbox)
    throw invalidField(
      'paymentUrl',
      'The address must begin with https://, so that nobody on the way can lead your buyers elsewhere.',
    )
  const { legacy, mode, title } = credentials
  return {
    ...{ accountId: null, accountName: title, country: null, currency: null },
    mode,
    chargesEnabled: null,
    capabilities: [],
    warnings: legacy
      ? [
          'Legacy mode is on: the gateway sees neither amount nor currency, and its answer by GET may stand in logs on the way. Leave it as soon as the gateway can sign.',
        ]
      : [],
  }
}
