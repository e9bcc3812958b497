import { z } from 'zod'
import { invalidField } from '@/lib/core/error'
import type { Mode } from '../../states'

const missing = 'Paste the API key, which starts with test_ or live_.'

export const MollieCredentials = z.object({
  apiKey: z
    .string(missing)
    .trim()
    .min(1, missing)
    .max(500)
    .describe('API key')
    .meta({ secret: true, hint: 'Starts with test_ or live_. Mollie: Developers, API keys.' }),
})

export type MollieCredentials = z.output<typeof MollieCredentials>

/** The mode that the key says by its prefix. Throws `invalid` at the field for what is no API key of a profile. */
export function modeOf({ apiKey }: MollieCredentials): Mode {
  // docs.mollie.com/reference/authentication: an organization's token sees other things and wants other parameters.
  if (apiKey.startsWith('access_'))
    throw invalidField(
      'apiKey',
      'This is an organization access token. Copy the API key of the website profile instead: it starts with test_ or live_.',
    )
  const [, mode] = /^(test|live)_[A-Za-z0-9]{30,}$/.exec(apiKey) ?? []
  if (mode) return mode as Mode
  throw invalidField(
    'apiKey',
    'This is not a whole Mollie API key. Copy the one that starts with test_ or live_ from Mollie: Developers, API keys.',
  )
}

/** `test_…e01x`: enough to tell two keys apart, useless to anyone else. */
export const publicPart = ({ apiKey }: MollieCredentials) => ({
  apiKey: `${apiKey.slice(0, 5)}…${apiKey.slice(-4)}`,
})
