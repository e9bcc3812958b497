import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { replaceWebhook } from '@/lib/connections/change'
import { type Connection, credentialsOf, webhookSecretsOf } from '@/lib/connections/find'
import { noteFacts } from '@/lib/connections/health'
import { AppError, invalidField } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { readFacts, webhookFact } from './facts'
import { pspConnection, webhookUrlOf } from './find'
import { installationId } from './installation'
import { platformUrlOf, setUpPlatform } from './platform'
import type { Credentials, InstalledWebhook, Provider, WebhookWish } from './provider'
import { providerNamed } from './registry'
import { asking } from './try-out'

// During a change the old secret still proves what is on its way. A third: two may press the button at once.
const mostSecrets = 3

/** A new secret before those of now. */
const before = (secret: string) => (now: readonly string[]) =>
  [secret, ...now.filter((each) => each !== secret)].slice(0, mostSecrets)

export const SecretInput = z.object({
  id: z.string(),
  webhookSecret: z
    .string()
    .trim()
    .min(1, 'Paste the signing secret of the webhook.')
    .max(500)
    .regex(/^\S+$/, 'A signing secret has no spaces. Copy it again.'),
})

/**
 * Makes the provider send its notices here, or repairs that; a webhook whose secret we hold is kept. Back comes what
 * happened: `manual` with the reason when a person must do it. An answer that got lost is mended by doing it again.
 */
export async function setUpWebhook(ctx: Context, id: string): Promise<InstalledWebhook> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  const [secret] = await webhookSecretsOf(connection)
  const known = connection.webhookId && secret ? { id: connection.webhookId, secret } : undefined
  return install(ctx, connection, { known })
}

/** Sets up a second webhook with a secret of its own beside the one in use, which goes on. */
export async function installBeside(ctx: Context, id: string): Promise<InstalledWebhook> {
  const connection = await pspConnection(ctx, id)
  const [secret] = await webhookSecretsOf(connection)
  const known = connection.webhookId ? { id: connection.webhookId, secret: secret ?? '' } : undefined
  return install(ctx, connection, { known, isNew: true })
}

async function install(
  ctx: Context,
  connection: Connection,
  wanted: Pick<WebhookWish, 'known' | 'isNew'>,
): Promise<InstalledWebhook> {
  const provider = providerNamed(connection.provider)
  const { roll, webhook } = readFacts(connection.facts)
  const wish: WebhookWish = {
    webhookUrl: webhookUrlOf(connection),
    installation: await installationId(),
    ...wanted,
    ...(roll && { beside: roll.oldId }),
  }
  const credentials = await credentialsOf(connection)
  const made = await asking(provider.label, () => installAt(provider, connection, credentials, wish)).catch(
    byHand,
  )
  if (provider.signIn && made.kind !== 'manual') {
    await noteSubscribed(ctx, connection.id, made.subscribed)
  } else if (made.kind === 'created' && made.secret) {
    await replaceWebhook(ctx, connection.id, {
      secrets: before(made.secret),
      webhookId: made.id,
      events: made.subscribed,
    })
  } else if (made.kind === 'reused') {
    await noteSubscribed(ctx, connection.id, made.subscribed)
  }
  await noteFacts(connection, webhookFact(made, webhook))
  return made
}

async function installAt(
  provider: Provider,
  { endpoint }: Connection,
  credentials: Credentials,
  wish: WebhookWish,
): Promise<InstalledWebhook> {
  const { signIn, installWebhook } = provider
  if (signIn)
    return setUpPlatform(provider, signIn, endpoint, { ...wish, webhookUrl: platformUrlOf(provider) })
  return installWebhook?.(credentials, { url: endpoint }, wish) ?? { kind: 'manual', subscribed: [] }
}

/** The connection stands already, so whatever stopped this step becomes what the page tells the person. */
function byHand(error: unknown): InstalledWebhook {
  if (error instanceof AppError) return { kind: 'manual', reason: error.message, subscribed: [] }
  throw error
}

const noteSubscribed = (ctx: Context, id: string, webhookEvents: string[]) =>
  inTenant(ctx, (tx) => tx.update(connections).set({ webhookEvents }).where(eq(connections.id, id)))

/** Takes a signing secret that a person copied. The one before stays valid until `endOldSecret`. */
export async function pasteSecret(
  ctx: Context,
  { id, webhookSecret }: z.output<typeof SecretInput>,
): Promise<void> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  const field = providerNamed(connection.provider).credentials.shape.webhookSecret as z.ZodType | undefined
  const parsed = (field ?? z.string()).safeParse(webhookSecret)
  if (!parsed.success) throw invalidField('webhookSecret', parsed.error.issues[0]!.message)
  const [newest] = await webhookSecretsOf(connection)
  if (newest === webhookSecret)
    throw invalidField('webhookSecret', 'This is the secret that is in use already.')
  await replaceWebhook(ctx, id, { secrets: before(webhookSecret) })
}

/** From now on only the newest signing secret proves a webhook. */
export async function endOldSecret(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  const [, ...older] = await webhookSecretsOf(connection)
  if (!older.length) throw new AppError('precondition', 'Only one signing secret is in use.')
  await replaceWebhook(ctx, id, { secrets: (now) => now.slice(0, 1) })
}
