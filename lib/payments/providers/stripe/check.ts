import type Stripe from 'stripe'
import { AppError } from '@/lib/core/error'
import type { Capability, Check, Endpoint } from '../../provider'
import type { Mode } from '../../states'
import { problemOf, takesPayments, warningsOf } from './account'
import { ask, clientFor, isForbidden, isRefusal } from './client'
import { modeOf, type StripeCredentials } from './credentials'

type Probe = Omit<Capability, 'isAllowed'> & { try(client: Stripe): Promise<unknown> }

const one = { limit: 1 }

// A write is tried with what Stripe must refuse: 400 says that the key may, 403 that it may not. Nothing is made.
const probes: Probe[] = [
  {
    name: 'payments',
    label: 'Take payments',
    needed: 'yes',
    try: (client) => client.paymentIntents.create({ amount: 0, currency: 'eur' }),
  },
  { name: 'payments_read', label: 'Read payments', needed: 'yes', try: (c) => c.paymentIntents.list(one) },
  { name: 'charges', label: 'Read charges', needed: 'yes', try: (c) => c.charges.list(one) },
  { name: 'refunds', label: 'Refund payments', needed: 'yes', try: (c) => c.refunds.create({}) },
  { name: 'refunds_read', label: 'Read refunds', needed: 'yes', try: (c) => c.refunds.list(one) },
  { name: 'disputes', label: 'Read disputes', needed: 'yes', try: (c) => c.disputes.list(one) },
  { name: 'fees', label: 'Read fees', needed: 'yes', try: (c) => c.balanceTransactions.list(one) },
  { name: 'events', label: 'Catch up on missed events', needed: 'optional', try: (c) => c.events.list(one) },
  {
    name: 'webhooks',
    label: 'Set up the webhook',
    needed: 'optional',
    try: (c) => c.webhookEndpoints.list(one),
  },
  { name: 'payouts', label: 'Read payouts', needed: 'optional', try: (c) => c.payouts.list(one) },
  {
    name: 'hosted_page',
    label: "Take payments on Stripe's page",
    needed: 'optional',
    try: (c) => c.checkout.sessions.create({}),
  },
  { name: 'reports', label: 'Read reports', needed: 'optional', try: (c) => c.reporting.reportTypes.list() },
]

/**
 * Asks Stripe what these keys can do, before a connection is stored. Leaves nothing behind at Stripe.
 * Throws `invalid` at the field for keys that do not belong together, `precondition` for a key that is not accepted.
 */
export function check(credentials: StripeCredentials, endpoint: Endpoint): Promise<Check> {
  const client = clientFor(credentials.secretKey, endpoint)
  const browser = clientFor(credentials.publishableKey, endpoint)
  return checkAccount(client, modeOf(credentials), () => isSameAccount(client, browser))
}

/** The same through any client that acts for an account. `isOneAccount`: whether the browser's key leads to it too. */
export async function checkAccount(
  client: Stripe,
  mode: Mode,
  isOneAccount: () => Promise<boolean | null>,
): Promise<Check> {
  const account = await ifAllowed('Account: read', () => client.accounts.retrieveCurrent())
  const balance = await ifAllowed('Balance: read', () => client.balance.retrieve())
  if (balance && balance.livemode !== (mode === 'live')) throw wrongMode(mode)
  const [capabilities, isOne] = await Promise.all([
    Promise.all(probes.map((probe) => capabilityOf(client, probe))),
    isOneAccount(),
  ])
  return {
    accountId: account?.id ?? null,
    accountName: account?.settings?.dashboard.display_name ?? account?.business_profile?.name ?? null,
    country: account?.country ?? null,
    currency: account?.default_currency?.toUpperCase() ?? null,
    mode,
    chargesEnabled: takesPayments(account, mode),
    payoutsEnabled: account?.payouts_enabled ?? null,
    problem: problemOf(account, mode),
    capabilities,
    warnings: warningsFor(account, isOne),
  }
}

const wrongMode = (mode: Mode) =>
  new AppError('invalid', `Stripe says that this is not a ${mode} key. Copy both keys from Stripe again.`)

async function ifAllowed<T>(right: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await ask(right, call)
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return null
    throw error
  }
}

async function capabilityOf(client: Stripe, { try: call, ...capability }: Probe): Promise<Capability> {
  const isAllowed = await ask(capability.label, async () => {
    try {
      await call(client)
      return true
    } catch (error) {
      if (isForbidden(error)) return false
      if (isRefusal(error)) return true
      throw error
    }
  })
  return { ...capability, isAllowed }
}

/** Makes an empty SetupIntent with one key and looks for it with the other; null when that cannot be tried. */
export async function isSameAccount(client: Stripe, browser: Stripe): Promise<boolean | null> {
  const intent = await client.setupIntents.create({ usage: 'on_session' }).catch(() => null)
  if (!intent?.client_secret) return null
  try {
    await browser.setupIntents.retrieve(intent.id, { client_secret: intent.client_secret })
    return true
  } catch (error) {
    return isRefusal(error) && error.code === 'resource_missing' ? false : null
  } finally {
    // Left open it would do no harm: nobody has its secret.
    await client.setupIntents.cancel(intent.id).catch(() => null)
  }
}

function warningsFor(account: Stripe.Account | null, isOneAccount: boolean | null): string[] {
  const warnings: string[] = []
  if (!account)
    warnings.push(
      'The key may not read the account, so its name is not shown. Add the right "Account: read".',
    )
  if (account) warnings.push(...warningsOf(account))
  if (isOneAccount === false)
    warnings.push('The two keys seem to be of different Stripe accounts. Copy both from the same account.')
  return warnings
}
