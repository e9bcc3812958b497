import Stripe from 'stripe'
import { AppError, UpstreamError } from '@/lib/core/error'
import type { Endpoint, SignIn } from '../../provider'
import { clientFor } from '../stripe/client'
import { installWebhook } from '../stripe/endpoint'
import { readNotice } from '../stripe/notice'
import type { ConnectedAccount } from './credentials'
import { events } from './events'
import { once } from './once'
import { findPlatform, platformOf } from './platform'

// docs.stripe.com/connect/oauth-reference: OAuth lives on a host of its own.
const oauthHost = (url: string) => (url === 'https://api.stripe.com' ? 'https://connect.stripe.com' : url)

const needPlatform = () => platformOf(findPlatform()?.mode ?? 'test')

/** Connect OAuth for Standard accounts (docs.stripe.com/connect/oauth-reference). */
export const signIn: SignIn<ConnectedAccount> = {
  at: 'Stripe',
  mode: () => findPlatform()?.mode ?? null,
  urlFor({ state, returnUrl, email }, endpoint) {
    const url = new URL('/oauth/authorize', oauthHost(endpoint))
    const wanted = {
      response_type: 'code',
      client_id: needPlatform().clientId,
      scope: 'read_write',
      redirect_uri: returnUrl,
      state,
      ...(email && { 'stripe_user[email]': email }),
    }
    for (const [name, value] of Object.entries(wanted)) url.searchParams.set(name, value)
    return url.href
  },
  async exchange(code, endpoint) {
    const { secretKey, mode } = needPlatform()
    const client = clientFor(secretKey, atOauth(endpoint), { retries: 0, httpClient: once() })
    const token = await client.oauth
      .token({ grant_type: 'authorization_code', code })
      .catch((error) => Promise.reject(explain(error)))
    if (!token.stripe_user_id || token.scope !== 'read_write') throw refused('it gave too little access.')
    if (token.livemode !== (mode === 'live')) throw refused('it gave access in another mode.')
    return { accountId: token.stripe_user_id, mode }
  },
  async leave({ accountId, mode }, endpoint) {
    const { clientId, secretKey } = platformOf(mode)
    try {
      await clientFor(secretKey, atOauth(endpoint)).oauth.deauthorize({
        client_id: clientId,
        stripe_user_id: accountId,
      })
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidClientError)) throw explain(error)
    }
  },
  installWebhook: (endpoint, wish) =>
    installWebhook(clientFor(needPlatform().secretKey, endpoint), wish, {
      types: events.map(({ type }) => type),
      isPlatform: true,
    }),
  readNotice,
}

const atOauth = (endpoint: Endpoint): Endpoint => ({ ...endpoint, url: oauthHost(endpoint.url) })

const refused = (why: string, cause?: unknown) =>
  new AppError('precondition', `Stripe did not connect the account: ${why} Sign in again.`, {}, { cause })

function explain(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeInvalidGrantError)
    return refused('the sign-in took longer than five minutes, or was used before.', error)
  if (error instanceof Stripe.errors.StripeInvalidClientError)
    return new AppError(
      'precondition',
      'Stripe does not know the platform of this installation. Its operator must check STRIPE_CLIENT_ID and STRIPE_PLATFORM_KEY.',
      {},
      { cause: error },
    )
  if (error instanceof Stripe.errors.StripeOAuthError) return refused(`${error.message}.`, error)
  return error instanceof Stripe.errors.StripeError ? new UpstreamError('stripe', { cause: error }) : error
}
