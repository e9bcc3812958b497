import Stripe from 'stripe'
import { askPatiently } from '@/lib/core/back-off'

/**
 * Stripe's own way to make requests, but patient: a 429 was certainly not done, and the SDK itself never asks again
 * (docs.stripe.com/rate-limits). It is the same request once more, so its idempotency key stays.
 */
export function patientClient(limitMs: number): Stripe.HttpClient {
  const plain = Stripe.createNodeHttpClient()
  const makeRequest: Stripe.HttpClient['makeRequest'] = (...request) =>
    askPatiently(
      () => plain.makeRequest(...request),
      (answer) => answer.getStatusCode() === 429 && drained(answer),
      limitMs,
    )
  return Object.assign(Object.create(plain), { makeRequest })
}

type Answer = Awaited<ReturnType<Stripe.HttpClient['makeRequest']>>

/** What is not read would keep its connection. */
const drained = (answer: Answer): Promise<boolean> =>
  answer.toJSON().then(
    () => true,
    () => true,
  )
