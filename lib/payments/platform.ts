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

/** Makes the provider send the notices of all accounts here, or repairs that. It is done as often as anyone asks. */
export async function setUpPlatform(
  { name: provider }: Pick<Provider, 'name'>,
  { installWebhook }: SignIn,
  endpoint: string,
  wish: Pick<WebhookWish, 'webhookUrl' | 'installation'>,
): Promise<InstalledWebhook> {
  const own = and(eq(platforms.provider, provider), eq(platforms.endpoint, endpoint))
  const [kept] = await db.select().from(platforms).where(own)
  const known = kept && { known: { id: kept.webhookId, secret: await open(kept.webhookSecret) } }
  const made = await installWebhook({ url: endpoint }, { ...wish, ...known })
  const webhookEvents = made.subscribed
  if (made.kind === 'reused') await db.update(platforms).set({ webhookEvents }).where(own)
  if (made.kind === 'created' && made.id && made.secret) {
    const values = { webhookId: made.id, webhookSecret: seal(made.secret), webhookEvents }
    await db
      .insert(platforms)
      .values({ provider, endpoint, ...values })
      .onConflictDoUpdate({ target: [platforms.provider, platforms.endpoint], set: values })
  }
  return made
}
