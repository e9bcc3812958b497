import { globSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/root.mjs'
import { buyersSim, buyersWallet, firstOf, orderToken, refillToken } from './demo'

export type Route = { pattern: string; path: string; isPage: boolean }

/** What stands in the place of each part of an address that is an organization's own. */
const fillings: Record<string, (slug: string) => Promise<string>> = {
  'companies/[id]': (slug) => firstOf(slug, 'companies'),
  'end-users/[id]': (slug) => firstOf(slug, 'end_users'),
  'plans/[id]': (slug) => firstOf(slug, 'plans'),
  'orders/[id]': (slug) => firstOf(slug, 'orders'),
  'sims/[id]': (slug) => firstOf(slug, 'sims'),
  'import/[id]': (slug) => firstOf(slug, 'imports'),
  'imports/[id]': (slug) => firstOf(slug, 'imports'),
  'runs/[id]': (slug) => firstOf(slug, 'runs'),
  'billing/[id]': (slug) => firstOf(slug, 'connections', "kind = 'psp'"),
  'telecoms/[id]': (slug) => firstOf(slug, 'connections', "provider = 'esim-go'"),
  'transactions/[id]': (slug) => firstOf(slug, 'payments'),
  'payouts/[id]': (slug) => firstOf(slug, 'payouts'),
  'wallets/[id]': (slug) => firstOf(slug, 'wallets'),
  'esims/[sim]': buyersSim,
  'wallets/[wallet]': buyersWallet,
  'refills/[refill]': (slug) => firstOf(slug, 'refills'),
  'payment-methods/[owner]': (slug) => firstOf(slug, 'companies'),
  'pay/[token]': refillToken,
  'refunds/[id]': (slug) => firstOf(slug, 'refunds'),
  'disputes/[id]': (slug) => firstOf(slug, 'disputes'),
  'exports/[id]': (slug) => firstOf(slug, 'exports'),
  'conflicts/[id]': (slug) => firstOf(slug, 'conflicts'),
  'webhooks/[id]': (slug) => firstOf(slug, 'notices'),
  'payments/[key]': (slug) => firstOf(slug, 'connections', "kind = 'psp'", 'webhook_key'),
  'telecoms/[key]': (slug) => firstOf(slug, 'connections', "provider = 'esim-go'", 'webhook_key'),
  'orders/[token]': orderToken,
  'checkout/[plan]': (slug) => firstOf(slug, 'plans', "is_published and slug like 'japan%'", 'slug'),
  'plans/[slug]': (slug) => firstOf(slug, 'plans', "is_published and slug like 'japan%'", 'slug'),
}

/** The same for everyone: what a provider is called, a country. */
const common: Record<string, string> = {
  'new/[provider]': 'esim-go',
  'connect/[provider]': 'stripe_connect',
  'platforms/[key]': 'stripe_connect',
  'added/[id]': 'no-such-setup',
  '[store]/[place]': 'gr',
  'invite/[token]': 'no-such-invitation-0000000000',
  'mend/[token]': 'no-such-link-0000000000000000',
  'reset-password/[token]': 'no-such-link-0000000000000000',
}

const patternOf = (file: string): string =>
  `/${file
    .split('/')
    .slice(1, -1)
    .filter((part) => !part.startsWith('('))
    .join('/')}`

/** Every page and route of the product, as the file system has them. */
export const patterns = (): { pattern: string; isPage: boolean }[] =>
  globSync('app/**/{page.tsx,route.ts}', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !join(file).includes('node_modules'))
    .map((file) => ({ pattern: patternOf(file), isPage: file.endsWith('page.tsx') }))
    .sort((a, b) => a.pattern.localeCompare(b.pattern))

/** Whether an address holds something that belongs to one organization alone, besides its name. */
export const isOwned = (pattern: string): boolean =>
  Object.keys(fillings).some((part) => pattern.includes(`/${part}`))

/** An address with the rows of organization `of`, in the portal or store of `at`. Throws for a part it does not know. */
export async function fill(pattern: string, at: string, of: string): Promise<string> {
  const parts = pattern.split('/')
  const filled = await Promise.all(
    parts.map(async (part, index) => {
      if (!part.startsWith('[')) return part
      if (part === '[tenant]' || part === '[store]') return at
      const key = `${parts[index - 1]}/${part}`
      const value = common[key] ?? (await fillings[key]?.(of))
      if (!value) throw new Error(`${pattern}: say in e2e/routes.ts what stands for ${key}.`)
      return encodeURIComponent(value)
    }),
  )
  return filled.join('/') || '/'
}
