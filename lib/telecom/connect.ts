import { z } from 'zod'
import { checkEndpoint, isSandbox } from '@/lib/connections/endpoint'
import { fieldsOf } from '@/lib/connections/fields'
import { saveConnection } from '@/lib/connections/save'
import { env } from '@/lib/core/env'
import { invalidField } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { accountFacts, newSync, type TelecomFacts } from './facts'
import { syncCatalogue } from './jobs'
import { TelecomError, type TelecomProvider } from './provider'
import { telecomNamed } from './registry'

export const TelecomName = z.string().trim().min(1, 'Give it a name.').max(60, 'Use at most 60 characters.')
export const Luhn = z
  .enum(['strict', 'warn', 'off'], 'Choose what happens to a wrong check digit.')
  .default('warn')

/** Beside these the form has a field for each key of the provider's credentials. */
export const TelecomInput = z
  .object({ provider: z.string(), name: TelecomName, endpoint: z.string().trim().default(''), luhn: Luhn })
  .catchall(z.unknown())

/** A key that begins with this is one of the sandbox, which takes no others. */
const sandboxKey = /^sbx_/

const sandboxOf = ({ name, endpoint }: TelecomProvider): string =>
  `${env.SANDBOX_URL}/${name}${endpoint ? new URL(endpoint).pathname : ''}`

/** Where to call: as typed, else the sandbox for a key of the sandbox while it is on, else the provider's own address. */
async function endpointOf(
  provider: TelecomProvider,
  typed: string,
  credentials: Record<string, string>,
): Promise<string> {
  if (!provider.endpoint) return ''
  const isForSandbox = Object.values(credentials).some((value) => sandboxKey.test(value))
  if (env.SANDBOX === 'on' && isForSandbox && ['', provider.endpoint].includes(typed))
    return sandboxOf(provider)
  return !typed || typed === provider.endpoint ? provider.endpoint : checkEndpoint(typed)
}

/** The credentials out of a form. Throws `ZodError` with the sentence at each field. */
export function credentialsIn(
  provider: TelecomProvider,
  form: Record<string, unknown>,
): Record<string, string> {
  const texts = Object.fromEntries(
    fieldsOf(provider).map(({ name }) => [name, typeof form[name] === 'string' ? form[name] : '']),
  )
  return z.record(z.string(), z.string()).parse(provider.credentials.parse(texts))
}

/** Asks the supplier whose account it is, before anything is kept. A refused key is said at its field. */
export async function tryOut(
  provider: TelecomProvider,
  credentials: Record<string, string>,
  url: string,
): Promise<TelecomFacts> {
  const carrier = provider.connect(credentials, { url })
  const secret = fieldsOf(provider).find(({ isSecret }) => isSecret)?.name
  const shown = secret ? { last4: credentials[secret]!.slice(-4) } : {}
  if (!carrier.testConnection) return shown
  try {
    return { ...accountFacts(await carrier.testConnection()), ...shown }
  } catch (error) {
    if (error instanceof TelecomError && error.kind === 'auth' && secret)
      throw invalidField(secret, error.message)
    throw error
  }
}

/**
 * Connects a telecom: the credentials are tried first, then kept, and its catalogue is read by a job. Throws `invalid`
 * at the field that is wrong, and `TelecomError` when the supplier cannot be asked.
 */
export async function connectTelecom(
  ctx: Context,
  input: z.output<typeof TelecomInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'connections:write')
  const provider = telecomNamed(input.provider)
  const credentials = credentialsIn(provider, input)
  const endpoint = await endpointOf(provider, input.endpoint, credentials)
  const facts = await tryOut(provider, credentials, endpoint)
  const carrier = provider.connect(credentials, { url: endpoint })
  return saveConnection(
    ctx,
    {
      kind: 'telecom',
      provider: provider.name,
      name: input.name,
      mode: isSandbox(endpoint) ? 'test' : 'live',
      endpoint,
      credentials,
      facts: carrier.listOffers ? { ...facts, sync: newSync() } : facts,
      settings: provider.kind === 'stock' ? { luhn: input.luhn } : {},
      health: { checkedAt: new Date().toISOString() },
    },
    async (tx, id) => {
      if (carrier.listOffers)
        await enqueue(tx, syncCatalogue, { tenantId: ctx.tenantId, id }, { key: `sync:${id}` })
    },
  )
}
