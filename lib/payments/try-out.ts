import { z } from 'zod'
import { fieldsOf } from '@/lib/connections/fields'
import { env } from '@/lib/core/env'
import { AppError, invalidField, UpstreamError } from '@/lib/core/error'
import { checkFacts, lackOf } from './facts'
import type { Check, Credentials, Provider } from './provider'
import type { Mode } from './states'

export type Keys = { credentials: Credentials; webhookSecret: string; mode: Mode }

/**
 * The keys out of a form, and the mode that they say by themselves. A pasted signing secret is kept apart: it proves
 * webhooks and opens nothing. Throws with the sentence at the field, before any call is made.
 */
export function keysIn(provider: Provider, form: Record<string, unknown>): Keys {
  const texts = Object.fromEntries(
    fieldsOf(provider).map(({ name }) => [name, typeof form[name] === 'string' ? form[name] : '']),
  )
  const all = z.record(z.string(), z.string()).parse(provider.credentials.parse(texts))
  const { webhookSecret = '', ...credentials } = all
  return { credentials, webhookSecret, mode: provider.modeOf(all) }
}

/**
 * Where to call: the sandbox while it is on and wanted, else where the credentials say, else the provider's own address.
 * The sandbox stands in for no live account.
 */
export function endpointFor(
  provider: Provider,
  { mode, credentials }: Pick<Keys, 'mode' | 'credentials'>,
  wantsSandbox: boolean,
): string {
  if (env.SANDBOX !== 'on' || !wantsSandbox || !provider.sandbox)
    return provider.endpointOf?.(credentials) ?? provider.endpoint
  if (mode === 'test') return env.SANDBOX_URL + provider.sandbox.path
  const [field, one, many] = provider.signIn
    ? ['sandbox', 'platform', 'platforms']
    : provider.endpointOf
      ? ['endpoint', 'address', 'addresses']
      : provider.isSilent
        ? [modeFieldOf(provider), 'connection', 'connections']
        : [secretOf(provider), 'key', 'keys']
  throw invalidField(
    field!,
    `This is a live ${one}, and the sandbox takes only test ${many}. Switch the sandbox off, or use a test ${one}.`,
  )
}

/** The field that a refused key is said at. */
export const secretOf = (provider: Provider): string =>
  fieldsOf(provider).find(({ isSecret }) => isSecret)!.name

/** The field in which a person chooses the mode; where none does, the key says it. */
export const modeFieldOf = (provider: Provider): string =>
  fieldsOf(provider).find(({ control }) => control === 'mode')?.name ?? secretOf(provider)

/** Runs calls to a provider for a person who waits: silence becomes a sentence, and nothing is claimed to be done. */
export async function asking<T>(label: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    throw new AppError('unavailable', `${label} gave no answer. Try again in a minute.`, {}, { cause: error })
  }
}

/**
 * Asks the provider what these keys can do; back come the facts to keep. A key that is not accepted, or that lacks a
 * right that we need, is said at its field.
 */
export async function tryOut(
  provider: Provider,
  { credentials }: Pick<Keys, 'credentials'>,
  url: string,
): Promise<{ check: Check; facts: Record<string, unknown> }> {
  const check = await asking(provider.label, () => provider.check(credentials, { url })).catch((error) => {
    if (error instanceof AppError && error.detail.brokenConnection)
      throw invalidField(secretOf(provider), notAccepted(provider))
    throw error
  })
  const lack = lackOf(check.capabilities)
  if (lack) throw invalidField(secretOf(provider), lack)
  return { check, facts: { ...provider.publicPart(credentials), ...checkFacts(check) } }
}

function notAccepted(provider: Provider): string {
  const secrets = fieldsOf(provider).filter(({ isSecret, isRequired }) => isSecret && isRequired)
  return secrets.length === 1
    ? `${provider.label} does not accept this key: it is mistyped, was revoked or has expired. Copy it again.`
    : `${provider.label} does not accept these together: one is mistyped or was revoked, or they are of another mode. Copy them again.`
}
