import type { State } from './state'

/** One request as it came in and was answered. `status` is null where no answer was given. */
export type Wire = {
  seq: number
  at: string
  service: string
  method: string
  path: string
  headers: Record<string, string>
  body: string
  status: number | null
  response: string
  fault?: string
  unhandled?: true
}

const kept = 2_000
const longestText = 32_000

const secretHeaders = new Set(['authorization', 'x-api-key', 'cookie', 'stripe-signature'])
const secretValues: [RegExp, string][] = [
  [/\b((?:sk|rk)_(?:test|live)_|whsec_|rt_|ac_|sbx_esimgo_)[\w-]+/g, '$1***'],
  [/\b((?:test|live)_)[A-Za-z0-9]{30,}/g, '$1***'],
  [/("?\bx(?:Key|CardNum|CVV|Exp)"?\s*[:=]\s*"?)[^"&\s,}]+/gi, '$1***'],
  [/\b((?:PWD|SIGNATURE)=)[^&\s]+/g, '$1***'],
  [/(_secret_)\w+/g, '$1***'],
  [/("?client_secret"?\s*[:=]\s*"?)(?!null)[^"&\s,}]+/g, '$1***'],
  [/("(?:number|cvc)"\s*:\s*"|card(?:\]|%5D)?(?:\[|%5B)(?:number|cvc)(?:\]|%5D)=)[^"&]+/gi, '$1***'],
]

/** Hides keys, client secrets and card numbers in a text that will be shown. */
export const mask = (text: string): string =>
  secretValues.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text).slice(0, longestText)

/** `Bearer ***`: how a call shows who makes it may be seen, what it shows may not. */
const hidden = (name: string, value: string): string => {
  const [, scheme = ''] = name === 'authorization' ? (/^(Bearer |Basic )/.exec(value) ?? []) : []
  return `${scheme}***`
}

const maskHeaders = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.has(name) ? hidden(name, value) : mask(value),
    ]),
  )

export function makeWireLog(state: State) {
  const docs = state.docs<Wire>('kernel.requests')
  let last = docs.all().at(-1)?.seq ?? 0
  let first = docs.all().at(0)?.seq ?? 1
  return {
    add(wire: Omit<Wire, 'seq'>) {
      last += 1
      const { path, headers, body, response } = wire
      const masked = {
        path: mask(path),
        headers: maskHeaders(headers),
        body: mask(body),
        response: mask(response),
      }
      docs.put(String(last), { seq: last, ...wire, ...masked })
      for (; first <= last - kept; first += 1) docs.delete(String(first))
    },
    /** The newest requests after `since`, oldest first. */
    list: (service?: string, since = 0): Wire[] =>
      docs.all().filter((wire) => wire.seq > since && (!service || wire.service === service)),
  }
}

export type WireLog = ReturnType<typeof makeWireLog>
