import { createHmac } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'
import { businessName } from './business-name'
import type { Call } from './call'
import { type Connection, connectionsTo } from './connections'
import { newId } from './ids'
import { followIntent } from './objects/session-follow'
import { apiVersion, type Event, type EventType, type WebhookEndpoint } from './shape'
import type { Scope } from './store'

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

type Listener = { endpoint: WebhookEndpoint; account?: string }

const endpointsOf = ({ store }: Call, scope: Scope, isConnect: boolean): WebhookEndpoint[] =>
  store
    .list(scope, 'webhook_endpoint')
    .filter(({ id }) => (store.extra('webhook_endpoint', id).connect ?? false) === isConnect)

/** The connect endpoints of a platform. Those of live mode hear of what happens in test mode too (psp.md 3.6). */
function listenersOf(call: Call, { platform, account, livemode }: Connection): Listener[] {
  const modes = livemode && !call.scope.livemode ? [false, true] : [call.scope.livemode]
  const endpoints = modes.flatMap((mode) => endpointsOf(call, { account: platform, livemode: mode }, true))
  return endpoints.map((endpoint) => ({ endpoint, account }))
}

/** Who hears of what happens in an account: its own endpoints, and those of the platforms that it is connected to. */
function listeners(call: Call): Listener[] {
  const own = endpointsOf(call, call.scope, false).map((endpoint) => ({ endpoint }))
  const theirs = connectionsTo(call.kernel, call.scope).flatMap((each) => listenersOf(call, each))
  return [...new Map([...own, ...theirs].map((each) => [each.endpoint.id, each])).values()]
}

function tell(call: Call, to: Listener[], type: EventType, object: object, previous?: object): Event {
  const { kernel, store, scope } = call
  const hearing = to.filter(({ endpoint }) => hears(endpoint, type))
  const event: Event = {
    id: newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: kernel.now(),
    data: { object, ...(previous && { previous_attributes: previous }) },
    livemode: scope.livemode,
    pending_webhooks: hearing.length,
    request: call.request,
    type,
  }
  store.put(scope, 'event', event)
  for (const { endpoint, account } of hearing) {
    const { id, url, api_version } = endpoint
    const sent = { ...event, ...(account && { account }), api_version: api_version ?? apiVersion }
    const body = JSON.stringify(sent, null, 2)
    const headers = () => webhookHeaders(kernel, id, body)
    const retryAfterS = endpoint.livemode ? retries.live : retries.test
    kernel.deliver({ service: 'stripe', type, url, body, headers, retryAfterS, ref: `${event.id} ${id}` })
  }
  return event
}

/** Keeps an event of the object as it is now, and sends it to every endpoint that listens to the account in its mode. */
export function emit(call: Call, type: EventType, object: object, previous?: object): Event {
  const event = tell(call, listeners(call), type, object, previous)
  followIntent(call, type, object, emit)
  return event
}

/** Tells the platform of a connection, and nobody else, that it was made or has ended. */
export function emitOfApplication(
  call: Call,
  connection: Connection,
  type: 'account.application.authorized' | 'account.application.deauthorized',
): Event {
  const application = {
    id: connection.client,
    object: 'application',
    name: businessName(connection.platform),
  }
  return tell(call, listenersOf(call, connection), type, application)
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
