import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import type { Mode } from '../../states'

/** The installation's own Stripe account, which acts for those of its organizations. */
export type Platform = { clientId: string; secretKey: string; publishableKey: string; mode: Mode }

/** What the operator has set; null for an installation without a platform. */
export function findPlatform(): Platform | null {
  const { STRIPE_CLIENT_ID: clientId, STRIPE_PLATFORM_KEY: secretKey } = env
  const { STRIPE_PLATFORM_PUBLISHABLE_KEY: publishableKey } = env
  if (!clientId || !secretKey || !publishableKey) return null
  return { clientId, secretKey, publishableKey, mode: secretKey.includes('_live_') ? 'live' : 'test' }
}

/** Throws `precondition` where there is none any more, or one of another mode than an account was connected in. */
export function platformOf(mode: string): Platform {
  const platform = findPlatform()
  if (platform?.mode === mode) return platform
  throw new AppError(
    'precondition',
    `This installation is not set up to act for Stripe accounts in ${mode} mode. Its operator must set STRIPE_CLIENT_ID and the keys of the platform again.`,
    { provider: 'stripe', brokenConnection: true },
  )
}
