import { createHmac } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'
import type { Call } from './call'
import { newId } from './ids'
import { followIntent } from './objects/session-follow'
import { apiVersion, type Event, type EventType, type WebhookEndpoint } from './shape'

/** Test mode tries three times within hours, live mode for about three days (psp.md 3.9). */
const retries = {
  test: [60, 3600],
  live: [60, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000, 36_000, 36_000],
}

// Only an endpoint that names one of these hears of it (psp.md 2.1).
const selectionRequired = new Set(['reporting.report_type.updated'])

const hears = ({ status, enabled_events }: WebhookEndpoint, type: string) =>
  status === 'enabled' &&
  (enabled_events.includes(type) || (enabled_events.includes('*') && !selectionRequired.has(type)))

/** `Stripe-Signature` (psp.md 3.8). Its time is the real one, so that the receiver's tolerance holds on a moved clock. */
export function signatureOf(body: string, secret: string, unix = Math.floor(Date.now() / 1000)): string {
  const mac = createHmac('sha256', secret).update(`${unix}.${body}`).digest('hex')
  return `t=${unix},v1=${mac}`
}

/** Kept beyond the endpoint: what is due when it is deleted is still signed. */
export const secrets = (kernel: Kernel): Docs<{ secret: string }> => kernel.docs('stripe.webhook_secret')

export function webhookHeaders(kernel: Kernel, endpoint: string, body: string): Record<string, string> {
  const secret = secrets(kernel).get(endpoint)?.secret ?? ''
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'Stripe-Signature': signatureOf(body, secret),
  }
}

/** Keeps an event of the object as it is now, and sends it to every endpoint of the account and mode that listens. */
export function emit(call: Call, type: EventType, object: object, previous?: object): Event {
  const { kernel, store, scope } = call
  const endpoints = store.list(scope, 'webhook_endpoint').filter((endpoint) => hears(endpoint, type))
  const event: Event = {
    id: newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: kernel.now(),
    data: { object, ...(previous && { previous_attributes: previous }) },
    livemode: scope.livemode,
    pending_webhooks: endpoints.length,
    request: call.request,
    type,
  }
  store.put(scope, 'event', event)
  for (const { id, url, api_version } of endpoints) {
    const body = JSON.stringify({ ...event, api_version: api_version ?? apiVersion }, null, 2)
    const headers = () => webhookHeaders(kernel, id, body)
    const retryAfterS = scope.livemode ? retries.live : retries.test
    kernel.deliver({ service: 'stripe', type, url, body, headers, retryAfterS, ref: `${event.id} ${id}` })
  }
  followIntent(call, type, object, emit)
  return event
}

type Delivery = { ref?: string; state: string }

/** How the deliveries of each event stand, by event id. What the kernel no longer keeps has come to its end. */
export function deliveriesOf(kernel: Kernel): Map<string, { open: number; failed: number }> {
  const byEvent = new Map<string, { open: number; failed: number }>()
  for (const { ref, state } of kernel.docs<Delivery>('kernel.webhooks').all()) {
    const id = ref?.split(' ')[0]
    if (!id?.startsWith('evt_') || state === 'delivered') continue
    const { open, failed } = byEvent.get(id) ?? { open: 0, failed: 0 }
    const isFailed = state === 'failed' || state === 'dropped'
    byEvent.set(id, isFailed ? { open, failed: failed + 1 } : { open: open + 1, failed })
  }
  return byEvent
}
