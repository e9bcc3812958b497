import { type Call, change } from '../call'
import { clientOf } from '../connections'
import { invalid } from '../errors'
import { eventTypes } from '../event-types'
import { secrets } from '../events'
import { newId, randomText } from '../ids'
import { listOf, pageSpec } from '../page'
import { flag, list, mergeMetadata, metadata, orUnset, type Rule, text } from '../params'
import { route } from '../router'
import type { WebhookEndpoint } from '../shape'

const mostEndpoints = 16

const eventRule: Rule<string> = (value, param) => {
  const type = text()(value, param)
  if (type === '*' || eventTypes.has(type)) return type
  throw invalid(
    `Invalid ${param}: "${type}" is not an event type. It must be one of *, account.updated, charge.succeeded, or another type of https://stripe.com/docs/api/events/types.`,
    param,
  )
}

const eventsRule: Rule<string[]> = (value, param) => {
  const types = list(eventRule)(value, param)
  if (types.length === 0)
    throw invalid('You must select at least one event.', param, 'parameter_invalid_empty')
  return [...new Set(types)]
}

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

// The vendor refuses a host that it cannot reach; this sandbox stands beside the product and can reach localhost.
const urlRule: Rule<string> = (value, param) => {
  const url = text()(value, param)
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  if (/^https?:$/.test(protocol) && hostname) return url
  throw invalid('Not a valid URL. The URL must begin with http:// or https://.', param, 'url_invalid')
}

function checkLive(call: Call, url: string) {
  const { protocol, hostname } = new URL(url)
  if (!call.scope.livemode || protocol === 'https:' || localHosts.has(hostname)) return
  throw invalid('Invalid URL: livemode webhook endpoints must use https.', 'url', 'url_invalid')
}

const versionShape = /^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/
const versionRule: Rule<string> = (value, param) => {
  const version = text()(value, param)
  if (versionShape.test(version)) return version
  throw invalid(`Invalid Stripe API version: ${version}`, param)
}

const createSpec = {
  url: urlRule,
  enabled_events: eventsRule,
  api_version: versionRule,
  connect: flag,
  description: orUnset(text()),
  metadata,
}
const updateSpec = {
  url: urlRule,
  enabled_events: eventsRule,
  description: orUnset(text()),
  disabled: flag,
  metadata,
}

const permission = 'webhook'
const path = '/v1/webhook_endpoints'
const find = (call: Call, id: string) => call.store.get(call.scope, 'webhook_endpoint', id)

export const webhookEndpointRoutes = [
  route(
    'POST',
    path,
    permission,
    createSpec,
    (call, params) => {
      checkLive(call, params.url)
      if (call.store.list(call.scope, 'webhook_endpoint').length >= mostEndpoints)
        throw invalid(
          `You have reached the maximum of ${mostEndpoints} ${call.scope.livemode ? 'live' : 'test'} webhook endpoints.`,
        )
      const secret = `whsec_${randomText(32)}`
      const endpoint: WebhookEndpoint = {
        id: newId('we'),
        object: 'webhook_endpoint',
        api_version: params.api_version ?? null,
        application: params.connect ? clientOf(call.scope) : null,
        created: call.kernel.now(),
        description: params.description ?? null,
        enabled_events: params.enabled_events,
        livemode: call.scope.livemode,
        metadata: mergeMetadata({}, params.metadata),
        status: 'enabled',
        url: params.url,
      }
      secrets(call.kernel).put(endpoint.id, { secret })
      call.store.put(call.scope, 'webhook_endpoint', endpoint, { connect: params.connect === true })
      return { ...endpoint, secret }
    },
    { required: ['url', 'enabled_events'] },
  ),
  route('GET', path, permission, pageSpec, (call, params) => listOf(call, 'webhook_endpoint', path, params)),
  route('GET', `${path}/:id`, permission, {}, (call, _params, id) => find(call, id)),
  route('POST', `${path}/:id`, permission, updateSpec, (call, params, id) => {
    const old = find(call, id)
    const { url = old.url, enabled_events = old.enabled_events, description = old.description } = params
    checkLive(call, url)
    const status = params.disabled === undefined ? old.status : params.disabled ? 'disabled' : 'enabled'
    const merged = mergeMetadata(old.metadata, params.metadata)
    return change(call, 'webhook_endpoint', old, {
      url,
      enabled_events,
      description,
      status,
      metadata: merged,
    })
  }),
  route('DELETE', `${path}/:id`, permission, {}, (call, _params, id) => {
    find(call, id)
    call.store.delete('webhook_endpoint', id)
    return { id, object: 'webhook_endpoint', deleted: true }
  }),
]
