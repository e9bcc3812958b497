import { and, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { platforms } from '@/db/schema'
import { env } from '@/lib/core/env'
import { open, seal } from '@/lib/core/secrets'
import type { InstalledWebhook, Provider, SignIn, WebhookWish } from './provider'

/** Where a provider sends what concerns the accounts that are connected by signing in. */
export const platformUrlOf = ({ name }: Pick<Provider, 'name'>): string =>
  `${env.APP_URL}/api/webhooks/platforms/${name}`

/** Names an account among those of all organizations, each of which is connected once. */
export const accountKeyOf = (provider: string, mode: string, accountId: string): string =>
  `${provider}:${mode}:${accountId}`

/** The secrets that prove a notice of any account; none before the first account is connected. */
export async function platformSecretsOf(provider: string): Promise<readonly string[]> {
  const rows = await db.select().from(platforms).where(eq(platforms.provider, provider))
  return Promise.all(rows.map(({ webhookSecret }) => open(webhookSecret)))
}

/**
 * Makes the provider send the notices of all accounts here, or repairs that. It is done as often as anyone asks: of those
 * who ask at once, one keeps the secret of the webhook it made, and the others take theirs away again.
 */
export async function setUpPlatform(
  provider: Pick<Provider, 'name'>,
  signIn: SignIn,
  endpoint: string,
  wish: Pick<WebhookWish, 'webhookUrl' | 'installation'>,
): Promise<InstalledWebhook> {
  const own = and(eq(platforms.provider, provider.name), eq(platforms.endpoint, endpoint))
  const [kept] = await db.select().from(platforms).where(own)
  const known = kept && { known: { id: kept.webhookId, secret: await open(kept.webhookSecret) } }
  const made = await signIn.installWebhook({ url: endpoint }, { ...wish, ...known })
  const webhookEvents = made.subscribed
  if (made.kind === 'reused') await db.update(platforms).set({ webhookEvents }).where(own)
  if (made.kind !== 'created' || !made.id || !made.secret) return made
  const values = { webhookId: made.id, webhookSecret: seal(made.secret), webhookEvents }
  const { rowCount } = kept
    ? await db
        .update(platforms)
        .set(values)
        .where(and(own, eq(platforms.webhookId, kept.webhookId)))
    : await db
        .insert(platforms)
        .values({ provider: provider.name, endpoint, ...values })
        .onConflictDoNothing()
  return rowCount ? made : setUpPlatform(provider, signIn, endpoint, wish)
}
