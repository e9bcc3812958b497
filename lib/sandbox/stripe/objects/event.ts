import type { Call } from '../call'
import { deliveriesOf } from '../events'
import { listOf, pageSpec } from '../page'
import { flag, isWithin, list, range, text } from '../params'
import { route } from '../router'
import type { Event } from '../shape'

const keptS = 30 * 86_400

const fitsType = (type: string, wanted: string) =>
  wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

const listSpec = { ...pageSpec, created: range, delivery_success: flag, type: text(), types: list(text()) }

function withPending(call: Call, event: Event): Event {
  return { ...event, pending_webhooks: deliveriesOf(call.kernel).get(event.id)?.open ?? 0 }
}

export const eventRoutes = [
  route('GET', '/v1/events', 'event', listSpec, (call, params) => {
    const { created, delivery_success, type, types } = params
    const wanted = types ?? (type ? [type] : undefined)
    const deliveries = deliveriesOf(call.kernel)
    const oldest = call.kernel.now() - keptS
    const page = listOf(
      call,
      'event',
      '/v1/events',
      params,
      (event) =>
        event.created >= oldest &&
        isWithin(event.created, created) &&
        (!wanted || wanted.some((each) => fitsType(event.type, each))) &&
        (delivery_success === undefined || deliveries.has(event.id) !== delivery_success),
    )
    const data = page.data.map((event) => ({
      ...event,
      pending_webhooks: deliveries.get(event.id)?.open ?? 0,
    }))
    return { ...page, data }
  }),
  route('GET', '/v1/events/:id', 'event', {}, (call, _params, id) =>
    withPending(call, call.store.get(call.scope, 'event', id)),
  ),
]
