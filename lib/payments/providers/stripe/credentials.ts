import { z } from 'zod'
import { invalidField } from '@/lib/core/error'
import type { Mode } from '../../states'

const key = (missing: string) => z.string(missing).trim().min(1, missing).max(500)

export const StripeCredentials = z.object({
  publishableKey: key('Paste the publishable key, which starts with pk_.')
    .describe('Publishable key')
    .meta({ secret: false, hint: 'Starts with pk_test_ or pk_live_. Stripe: Developers, API keys.' }),
  secretKey: key('Paste the secret key or a restricted key, which starts with sk_ or rk_.')
    .describe('Secret key or restricted key')
    .meta({
      secret: true,
      hint: 'Starts with sk_ or rk_. A restricted key with only the rights needed is best.',
    }),
  webhookSecret: z
    .string()
    .trim()
    .max(500)
    .refine(
      (text) => text === '' || text.startsWith('whsec_'),
      'A webhook signing secret starts with whsec_.',
    )
    .default('')
    .describe('Webhook signing secret')
    .meta({ secret: true, hint: 'Leave empty: the webhook is then set up in Stripe for you.' }),
})

export type StripeCredentials = z.output<typeof StripeCredentials>

const kinds = {
  pk: 'a publishable key',
  sk: 'a secret key',
  rk: 'a restricted key',
  whsec: 'a webhook signing secret',
} as const

const kindOf = (text: string) =>
  (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => text.startsWith(`${kind}_`))

const modeIn = (text: string): Mode | undefined => /^[a-z]+_(test|live)_/.exec(text)?.[1] as Mode | undefined

/** The mode that both keys say by their prefix. Throws `invalid` at the field for swapped, foreign or mixed keys. */
export function modeOf({ publishableKey, secretKey }: StripeCredentials): Mode {
  const [shown, hidden] = [kindOf(publishableKey), kindOf(secretKey)]
  if (hidden !== 'sk' && hidden !== 'rk') throw invalidField('secretKey', wrongKey(hidden, 'sk_ or rk_'))
  if (shown !== 'pk') throw invalidField('publishableKey', wrongKey(shown, 'pk_'))
  const [mode, other] = [modeIn(secretKey), modeIn(publishableKey)]
  if (!mode) throw invalidField('secretKey', wrongKey(undefined, 'sk_test_, sk_live_, rk_test_ or rk_live_'))
  if (!other) throw invalidField('publishableKey', wrongKey(undefined, 'pk_test_ or pk_live_'))
  if (mode !== other)
    throw invalidField(
      'publishableKey',
      `This key is for ${other} mode, but the secret key is for ${mode} mode. Take both keys from the same mode.`,
    )
  return mode
}

const wrongKey = (kind: keyof typeof kinds | undefined, expected: string): string =>
  kind
    ? `This is ${kinds[kind]}; here belongs the one that starts with ${expected}. Are two fields swapped?`
    : `This is not a Stripe key. Copy the one that starts with ${expected} from Stripe: Developers, API keys.`

/** `sk_test_…fake`: enough to tell two keys apart, useless to anyone else. */
const masked = (secret: string): string =>
  `${/^[a-z]+_(?:(?:test|live)_)?/.exec(secret)?.[0] ?? ''}…${secret.slice(-4)}`

export const publicPart = ({ publishableKey, secretKey, webhookSecret }: StripeCredentials) => ({
  publishableKey,
  secretKey: masked(secretKey),
  ...(webhookSecret && { webhookSecret: masked(webhookSecret) }),
})
