import type { Payment, Store } from './store'

const [minute, hour] = [60, 3_600]

// psp.md 4.7: tried at 0, 1, 3, 7, 15, 31 minutes and 1, 2, 4, 26 hours.
const retryAfterS = [
  minute,
  2 * minute,
  4 * minute,
  8 * minute,
  16 * minute,
  29 * minute,
  hour,
  2 * hour,
  22 * hour,
]

const headers = () => ({
  'Content-Type': 'application/x-www-form-urlencoded',
  'User-Agent': 'Mollie HTTP client/1.0',
})

/** The classic webhook: a form with the id and nothing else, unsigned. `what` is only for the sandbox's own list. */
export function notify({ kernel }: Store, { id, webhookUrl }: Payment, what: string): void {
  if (!webhookUrl) return
  kernel.deliver({
    service: 'mollie',
    type: what,
    url: webhookUrl,
    body: new URLSearchParams({ id }).toString(),
    headers,
    retryAfterS,
  })
}
