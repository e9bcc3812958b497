import { z } from 'zod'
import { noteHealth } from '@/lib/connections/health'
import { saveConnection } from '@/lib/connections/save'
import { AppError, invalidField } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { problemIn } from './facts'
import type { Provider } from './provider'
import { fieldsOf, providerNamed } from './registry'
import { endpointFor, type Keys, keysIn, tryOut } from './try-out'
import { setUpWebhook } from './webhook'

export const PspName = z.string().trim().min(1, 'Give it a name.').max(60, 'Use at most 60 characters.')

/** Beside these the form has a field for each key of the provider's credentials. */
export const PspInput = z
  .object({ provider: z.string(), name: PspName, sandbox: z.literal('on').optional() })
  .catchall(z.unknown())

/**
 * Connects a payment provider: the keys are tried first, then kept, then the webhook is set up there. When that last
 * step does not work the connection stays, and its page says what a person must do. Throws `invalid` at the field.
 */
export async function connectPsp(ctx: Context, input: z.output<typeof PspInput>): Promise<{ id: string }> {
  authorize(ctx, 'connections:write')
  const provider = providerNamed(input.provider)
  if (provider.signIn)
    throw new AppError('precondition', `${provider.label} is connected by signing in there.`)
  const keys = keysIn(provider, input)
  requireSecret(provider, keys)
  const endpoint = endpointFor(provider, keys, input.sandbox === 'on')
  const { check, facts } = await tryOut(provider, keys, endpoint)
  const { id } = await saveConnection(ctx, {
    kind: 'psp',
    provider: provider.name,
    name: input.name,
    mode: keys.mode,
    endpoint,
    credentials: keys.credentials,
    webhookSecrets: keys.webhookSecret ? [keys.webhookSecret] : [],
    facts,
    health: { checkedAt: new Date().toISOString() },
  })
  const problem = problemIn(check)
  if (problem) await noteHealth({ tenantId: ctx.tenantId, id }, { problem }, true)
  if (provider.notices === 'registered' && !keys.webhookSecret) await setUpWebhook(ctx, id)
  return { id }
}

/** Where a person sets up the webhook by hand, its secret is theirs to give before anything can arrive. */
function requireSecret(provider: Provider, { webhookSecret }: Keys): void {
  const field = fieldsOf(provider).find(({ name }) => name === 'webhookSecret')
  if (field?.isRequired && !webhookSecret)
    throw invalidField(
      field.name,
      `Fill in the ${field.label}: without it nothing that arrives can be proved.`,
    )
}
