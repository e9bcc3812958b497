import Stripe from 'stripe'
import { AppError, type ErrorCode, notFound, UpstreamError } from '@/lib/core/error'
import type { Endpoint } from '../../provider'
import { patientClient } from './patient'

const { errors } = Stripe

type ClientOptions = { account?: string; retries?: number; httpClient?: Stripe.HttpClient }

/**
 * One retry by the SDK, with the same idempotency key: more is the job's to decide, and a buyer may be waiting. `account`:
 * the one that a platform's key acts for (docs.stripe.com/connect/authentication).
 */
export function clientFor(
  key: string,
  { url, limitMs = 20_000 }: Endpoint,
  { account, retries = 1, httpClient = patientClient(limitMs) }: ClientOptions = {},
): Stripe {
  const { hostname: host, port, protocol } = new URL(url)
  const isPlain = protocol === 'http:'
  return new Stripe(key, {
    host,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? 'http' : 'https',
    timeout: limitMs,
    httpClient,
    maxNetworkRetries: retries,
    ...(account && { stripeAccount: account }),
    telemetry: false,
    appInfo: { name: 'Simyard' },
  })
}

/** Runs one call. `right` is what a restricted key needs for it, as the dashboard names it. */
export async function ask<T>(right: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explain(error, right)
  }
}

/** The same for a list that is read page by page. */
export async function* askEach<T>(right: string, list: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* list
  } catch (error) {
    throw explain(error, right)
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof errors.StripeError && error.code === code

/** The key was used before, for something else (docs.stripe.com/api/idempotent_requests). */
export const isOfAnotherWish = (error: unknown): boolean => error instanceof errors.StripeIdempotencyError

export const isForbidden = (error: unknown): boolean => error instanceof errors.StripePermissionError

export const isRefusal = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  error instanceof errors.StripeInvalidRequestError

/** An error of the SDK -> what the caller can act on. A wrong idempotency key and the like stay bugs. */
export function explain(error: unknown, right: string): unknown {
  if (!(error instanceof errors.StripeError)) return error
  if (error instanceof errors.StripeAuthenticationError) return broken(error)
  // docs.stripe.com/error-codes: the account has taken the platform's access back, or never gave it.
  if (hasCode(error, 'account_invalid')) return disconnected(error)
  if (error instanceof errors.StripePermissionError) return forbidden(error, right)
  if (error instanceof errors.StripeCardError || error instanceof errors.StripeInvalidRequestError)
    return refused(error)
  if (error instanceof errors.StripeIdempotencyError) return error
  return new UpstreamError('stripe', { cause: error })
}

const broken = (cause: Stripe.errors.StripeError) =>
  new AppError(
    'precondition',
    'Stripe no longer accepts this key: it was revoked, rolled or has expired. Put the new key into the PSP settings.',
    { provider: 'stripe', brokenConnection: true },
    { cause },
  )

const disconnected = (cause: Stripe.errors.StripeError) =>
  new AppError(
    'precondition',
    'Stripe no longer lets us act for this account: the access was taken back in Stripe. Sign in again.',
    { provider: 'stripe', brokenConnection: true },
    { cause },
  )

function forbidden(cause: Stripe.errors.StripeError, right: string): AppError {
  const permission = /'(rak_[a-z_]+)'/.exec(cause.message)?.[1] ?? null
  return new AppError(
    'forbidden',
    `The Stripe key lacks the right "${right}". Give it to the restricted key in Stripe, or use another key.`,
    { provider: 'stripe', right, permission },
    { cause },
  )
}

const known: Record<string, [ErrorCode, string]> = {
  amount_too_small: ['invalid', 'The amount is less than Stripe takes in this currency. Raise it.'],
  amount_too_large: ['invalid', 'The amount is more than Stripe takes in one payment. Lower it.'],
  charge_already_refunded: [
    'precondition',
    'This payment is already refunded in full. Read it again to see the refunds.',
  ],
  charge_disputed: [
    'precondition',
    'The buyer disputed this payment, so it cannot be refunded. Answer the dispute in Stripe.',
  ],
  charge_expired_for_capture: [
    'precondition',
    'The hold on the card has lapsed. Ask the buyer to pay again.',
  ],
  balance_insufficient: [
    'precondition',
    'There is not enough money in the Stripe account for this. Add funds in Stripe, then try again.',
  ],
  payment_intent_unexpected_state: [
    'precondition',
    'The payment is in another state now. Read it again to see what can be done.',
  ],
}

function refused(cause: Stripe.errors.StripeError): AppError {
  if (cause.code === 'resource_missing') return notFound('payment at Stripe')
  const [code, message] = known[cause.code ?? ''] ?? ['unprocessable', `Stripe refused: ${cause.message}`]
  return new AppError(code, message, { provider: 'stripe', code: cause.code ?? null }, { cause })
}
