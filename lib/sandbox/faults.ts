import { z } from 'zod'
import { errorAnswer } from './cardknox/call'
import { serviceNames } from './kernel'
import { errorBody, hal } from './mollie/errors'
import type { State } from './state'

export const Fault = z.object({
  service: z.enum(serviceNames),
  method: z
    .string()
    .transform((text) => text.toUpperCase())
    .optional(),
  path: z.string().startsWith('/', 'begins with a slash, such as /v1/refunds').optional(),
  /** Only for calls whose credentials hold this text: one account among several. */
  key: z.string().min(4).optional(),
  times: z.coerce.number().int().min(1).max(10_000).default(1),
  fault: z
    .string()
    .regex(
      /^(timeout|timeout_after_commit|reset|slow|status:[45]\d\d)$/,
      'is one of timeout, timeout_after_commit, reset, slow, status:500, status:429',
    ),
  delay_ms: z.coerce.number().int().min(0).max(600_000).default(5_000),
})

export type Fault = z.output<typeof Fault>

// A shopper's browser loads these; a fault without a path is meant for the calls of the product.
const pages = /^\/(oauth\/authorize$|(js|stripe|mollie\/checkout|paypal\/cgi-bin|cardknox\/site|custom)\/)/

/** A path names itself, all below it, and what ends with it: `/orders` also means `/esim-go/v2.5/orders`. `*` is any text. */
export function pathFits(wanted: string, path: string): boolean {
  if (wanted.includes('*')) {
    const parts = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`).test(path)
  }
  const below = wanted.endsWith('/') ? wanted : `${wanted}/`
  return path === wanted || path.startsWith(below) || path.endsWith(wanted)
}

/** What a fault looks at to know whether it is meant; `credentials`: the headers that hold keys, or the user. */
export type FaultyCall = { service: string; method: string; path: string; credentials: string }

function fits(fault: Fault, { service, method, path, credentials }: FaultyCall): boolean {
  if (fault.service !== service || method === 'OPTIONS') return false
  if (fault.method && fault.method !== method) return false
  if (fault.key && !credentials.includes(fault.key)) return false
  return fault.path ? pathFits(fault.path, path) : !pages.test(path)
}

export function makeFaults(state: State) {
  const docs = state.docs<Fault & { id: string }>('kernel.faults')
  return {
    add(fault: Fault) {
      const id = String(docs.all().reduce((most, each) => Math.max(most, Number(each.id)), 0) + 1)
      docs.put(id, { ...fault, id })
    },
    /** The oldest fault that fits this call, counted down by one. */
    take(call: FaultyCall): Fault | undefined {
      const fault = docs.all().find((each) => fits(each, call))
      if (!fault) return undefined
      if (fault.times > 1) docs.put(fault.id, { ...fault, times: fault.times - 1 })
      else docs.delete(fault.id)
      return fault
    },
    all: (): Fault[] => docs.all().map(({ id: _id, ...fault }) => fault),
    clear() {
      for (const { id } of docs.all()) docs.delete(id)
    },
  }
}

export type Faults = ReturnType<typeof makeFaults>

/** The error as the vendor words it; its status is what `fault` says. */
export function faultAnswer(service: string, fault: string): Response {
  const status = Number(fault.slice('status:'.length))
  const headers = status === 429 || status === 503 ? { 'Retry-After': '1' } : undefined
  const message = status === 429 ? 'Too many requests.' : 'The sandbox was told to fail this call.'
  if (service === 'mollie') return hal(errorBody(status, message), status, headers)
  if (service === 'cardknox') return new Response(JSON.stringify(errorAnswer(message)), { status, headers })
  if (service === 'esim-go') return Response.json({ message }, { status, headers })
  if (service === 'paypal') return new Response(message, { status, headers })
  const kind = status === 429 ? { type: 'invalid_request_error', code: 'rate_limit' } : { type: 'api_error' }
  return Response.json({ error: { ...kind, message } }, { status, headers })
}
