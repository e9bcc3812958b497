import Stripe from 'stripe'

/**
 * Makes a request once. The SDK itself repeats one whose connection was closed, also where no retry is wanted
 * (`_shouldRetry` in its RequestSender), unless the error says nothing that it knows.
 */
export function once(): Stripe.HttpClient {
  const plain = Stripe.createNodeHttpClient()
  const makeRequest: Stripe.HttpClient['makeRequest'] = async (...request) => {
    try {
      return await plain.makeRequest(...request)
    } catch (cause) {
      throw new Error('there was no answer', { cause })
    }
  }
  return Object.assign(Object.create(plain), { makeRequest })
}
