import Stripe from 'stripe'
import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import type { Notice } from '../../states'
import { idOf } from './id-of'

// Anything else could not be kept, and would take the events down that are kept with it.
const Word = z.string().regex(/^[!-~]{1,255}$/)
const Reference = z.union([Word, z.object({ id: Word })]).nullish()

// Only what a pointer needs: a listed event may be rendered in any older version of the API.
const StripeEvent = z.object({
  id: Word,
  object: z.literal('event'),
  type: Word,
  created: z.number(),
  livemode: z.boolean(),
  api_version: z.string().nullish(),
  account: Word.nullish(),
  data: z.object({
    object: z.object({
      id: Word.nullish().catch(null),
      object: z.string().nullish().catch(null),
      payment_intent: Reference.catch(null),
    }),
  }),
})

/** An event -> a pointer to what it is about. Throws `ZodError` for what is not an event. */
export function toNotice(event: unknown): Notice {
  const { id, type, created, livemode, api_version: version, account, data } = StripeEvent.parse(event)
  const { id: objectId = null, object: objectKind = null, payment_intent: parent } = data.object
  return {
    id,
    type,
    at: new Date(created * 1000),
    mode: livemode ? 'live' : 'test',
    version: version ?? null,
    paymentExternalId: isPayment(objectKind) ? objectId : idOf(parent),
    // What it tells of an application is told of the account that it acts for (docs.stripe.com/connect/webhooks).
    objectId: objectKind === 'application' ? (account ?? null) : objectId,
    objectKind,
    ...(account && { accountId: account }),
  }
}

/** A checkout is read as a payment: its intent may not be there yet. */
const isPayment = (kind: string | null): boolean => kind === 'payment_intent' || kind === 'checkout.session'

/**
 * Proves a delivery by its `Stripe-Signature` (docs.stripe.com/webhooks/signature: at most 300 s old) and reads the
 * pointer in it. Every secret is tried, so that two may be valid while one replaces the other.
 */
export function readNotice(
  { headers, body }: { headers: Headers; body: string },
  secrets: readonly string[],
): Notice {
  const header = headers.get('stripe-signature') ?? ''
  const found = secrets
    .map((secret) => provenBy(secret.trim(), header, body))
    .find((notice) => notice !== null)
  if (found) return found
  throw new AppError(
    'unauthenticated',
    'The signature of this notice does not match. Check the signing secret of the webhook endpoint in Stripe.',
  )
}

function provenBy(secret: string, header: string, body: string): Notice | null {
  try {
    return toNotice(Stripe.webhooks.constructEvent(body, header, secret))
  } catch {
    // The SDK throws plain errors for some damaged headers; whatever it is, nothing is proven.
    return null
  }
}
