import Stripe from 'stripe'
import type { InstalledWebhook, WebhookWish } from '../../provider'
import { explain, hasCode, isForbidden, isRefusal } from './client'
import { eventTypes } from './events'

type EventType = Stripe.WebhookEndpointCreateParams.EnabledEvent

/** `isPlatform`: for the events of all accounts that are connected to this one, and none of its own. */
type Kind = { types: readonly string[]; isPlatform?: true }
const ownEvents: Kind = { types: eventTypes }

const RIGHT = 'Webhook Endpoints: write'

const lacksRight = `The key lacks the right "${RIGHT}". Give it to the key, or add the address in Stripe by hand.`

/**
 * Makes Stripe send its events to `webhookUrl`: keeps the endpoint whose secret we hold, otherwise makes one.
 * The secret comes only now (docs.stripe.com/api/webhook_endpoints/create): store it before anything else.
 */
export async function installWebhook(
  client: Stripe,
  wish: WebhookWish,
  kind = ownEvents,
): Promise<InstalledWebhook> {
  try {
    const found = await listAll(client)
    const kept = found.find((each) => each.id === wish.known?.id && isOurs(each.metadata, wish))
    const { known } = wish
    const again = kept && known && !wish.isNew ? () => reuse(client, kept, { ...wish, known }, kind) : null
    // What an account has beside its own may be the new one of a change that is just being made.
    if (again && !kind.isPlatform) return await again()
    const lost = found.filter((each) => isLost(each, wish))
    for (const { id } of lost) await removeWebhook(client, id)
    if (again) return await again()
    const other = found.find(
      (each) => each.url === wish.webhookUrl && !lost.includes(each) && !isInUse(each, wish),
    )
    return { ...(await create(client, wish, kind)), ...(other && { reason: twice(other.id) }) }
  } catch (error) {
    const reason = manualReason(error, wish.webhookUrl)
    if (reason) return { kind: 'manual', reason, subscribed: [] }
    throw explain(error, RIGHT)
  }
}

/** Takes the endpoint away at disconnect, else the account fills up with dead ones. */
export async function removeWebhook(client: Stripe, id: string) {
  try {
    await client.webhookEndpoints.del(id)
    return { isRemoved: true }
  } catch (error) {
    if (hasCode(error, 'resource_missing')) return { isRemoved: true }
    if (isForbidden(error)) return { isRemoved: false, reason: lacksRight }
    if (error instanceof Stripe.errors.StripeAuthenticationError)
      return {
        isRemoved: false,
        reason: `The key no longer works. Delete the webhook ${id} in Stripe by hand.`,
      }
    throw explain(error, RIGHT)
  }
}

async function listAll(client: Stripe): Promise<Stripe.WebhookEndpoint[]> {
  const found: Stripe.WebhookEndpoint[] = []
  for await (const each of client.webhookEndpoints.list({ limit: 100 })) found.push(each)
  return found
}

const isOurs = (metadata: Stripe.Metadata, { installation }: WebhookWish) =>
  metadata?.installation === installation

const isInUse = ({ id }: Stripe.WebhookEndpoint, { known, beside }: WebhookWish) =>
  id === known?.id || id === beside

// Ours, but of no use: nobody holds its secret any more.
const isLost = (each: Stripe.WebhookEndpoint, wish: WebhookWish) =>
  isOurs(each.metadata, wish) && each.url === wish.webhookUrl && !isInUse(each, wish)

async function reuse(
  client: Stripe,
  kept: Stripe.WebhookEndpoint,
  { webhookUrl, known }: WebhookWish & { known: { id: string; secret: string } },
  kind: Kind,
): Promise<InstalledWebhook> {
  const missing = kind.types.some((type) => !kept.enabled_events.includes(type))
  const isRight = kept.url === webhookUrl && kept.status === 'enabled' && !missing
  const now = isRight
    ? kept
    : await dropping(kind.types, (types) =>
        client.webhookEndpoints.update(kept.id, { url: webhookUrl, enabled_events: types, disabled: false }),
      )
  return {
    kind: 'reused',
    id: known.id,
    secret: known.secret,
    subscribed: now.enabled_events,
    ...versionOf(now),
  }
}

async function create(
  client: Stripe,
  { webhookUrl, installation }: WebhookWish,
  { types: wanted, isPlatform }: Kind,
): Promise<InstalledWebhook> {
  const made = await dropping(wanted, (types) =>
    client.webhookEndpoints.create({
      url: webhookUrl,
      enabled_events: types,
      api_version: Stripe.API_VERSION,
      description: 'Simyard',
      metadata: { installation },
      ...(isPlatform && { connect: true }),
    }),
  )
  return {
    kind: 'created',
    id: made.id,
    subscribed: made.enabled_events,
    ...versionOf(made),
    ...(made.secret && { secret: made.secret }),
  }
}

// It cannot be changed later: a newer one is another endpoint.
const versionOf = ({ api_version: version }: Stripe.WebhookEndpoint) => (version ? { version } : {})

/** An account may not know every type: what Stripe names as wrong is left out, and the rest is asked for again. */
async function dropping<T>(types: readonly string[], call: (types: EventType[]) => Promise<T>): Promise<T> {
  try {
    return await call(types as EventType[])
  } catch (error) {
    const rejected = rejectedType(error, types)
    if (!rejected) throw error
    return dropping(
      types.filter((type) => type !== rejected),
      call,
    )
  }
}

/** `param` is `enabled_events[3]`, or the message quotes the type. */
function rejectedType(error: unknown, types: readonly string[]): string | undefined {
  if (!isRefusal(error) || !error.param?.startsWith('enabled_events')) return undefined
  const index = /\[(\d+)\]/.exec(error.param)?.[1]
  if (index !== undefined) return types[Number(index)]
  const words = error.message.split(/[^a-z_.]+/).map((word) => word.replace(/\.$/, ''))
  return types.find((type) => words.includes(type))
}

const twice = (id: string) =>
  `Another webhook in Stripe (${id}) has the same address. Delete it there, else every event comes twice.`

// Stripe gives the limit of 16 endpoints no code of its own, only a message.
function manualReason(error: unknown, url: string): string | null {
  if (isForbidden(error)) return lacksRight
  if (!isRefusal(error)) return null
  if (error.param === 'url')
    return `Stripe does not accept ${url}: it must be a public https address. Set APP_URL, then try again.`
  if (/maximum|limit|too many/i.test(error.message))
    return 'This Stripe account has no room for another webhook. Delete one in Stripe: Developers, Webhooks; then try again.'
  return `Stripe refused to set up the webhook: ${error.message}`
}
