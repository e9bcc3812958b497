/** One call that the product makes at a provider, as the provider's documents have it. */
export type KnownCall = {
  /** What it is for, in words. */
  purpose: string
  method: string
  /** `/v1/refunds/:id`; `:id` is any one part. */
  path: string
  /** Names of what it sends, one space between: `amount currency email? metadata[*]`. `[n]` is a place in a list. */
  sends: string
  /** What else must hold of the request; empty when it does. */
  objections?(call: Seen): string[]
}

/** A request as the sandbox has noted it. */
export type Seen = {
  seq: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
  status: number | null
  response: string
}

/** What the sandbox of this address has noted of a service, oldest first. */
export async function wireLogOf(url: string, service: string): Promise<Seen[]> {
  const response = await fetch(`${url}/_sandbox/requests?service=${service}`)
  return (await response.json()) as Seen[]
}

export const pathOf = ({ path }: Seen): string => path.split('?')[0]!

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/\/:\w+/g, '/[^/]+')}$`)

/** `metadata[payment_id]` is any metadata, `expand[0]` a place in a list. */
const general = (name: string): string =>
  name.replace(/^((?:\w+\[)?metadata\]?)\[[^\]]+\]$/, '$1[*]').replaceAll(/\[\d+\]/g, '[n]')

/** How the names of what was sent differ from what is known of the call. */
export function fieldsAmiss(sends: string, names: readonly string[]): string[] {
  const known = sends.split(' ').filter(Boolean)
  const sent = new Set(names.map(general))
  const lacking = known.filter((name) => !name.endsWith('?') && !sent.has(name))
  const allowed = new Set(known.map((name) => name.replace(/\?$/, '')))
  const unknown = [...sent].filter((name) => !allowed.has(name))
  return [...lacking.map((name) => `lacks ${name}`), ...unknown.map((name) => `sends ${name}`)]
}

/**
 * Holds what was seen against the table. Gives what differs: calls that no row knows or allows, and rows that nothing
 * was seen of. `namesIn` reads the names of what a request sends.
 */
export function compare(
  known: readonly KnownCall[],
  seen: readonly Seen[],
  namesIn: (call: Seen) => string[],
): { amiss: string[]; unseen: string[]; matched: Map<Seen, KnownCall> } {
  const matched = new Map<Seen, KnownCall>()
  const amiss = seen.flatMap((call) => {
    const rows = known.filter(
      ({ method, path }) => method === call.method && patternOf(path).test(pathOf(call)),
    )
    const found = rows.map((row) => ({
      row,
      why: [...fieldsAmiss(row.sends, namesIn(call)), ...(row.objections?.(call) ?? [])],
    }))
    const fit = found.find(({ why }) => why.length === 0)
    if (fit) matched.set(call, fit.row)
    if (fit) return []
    const why = found.map((each) => `as "${each.row.purpose}" it ${each.why.join(', ')}`).join('; ')
    return [`${call.method} ${pathOf(call)}: ${why || 'no such call is known'}`]
  })
  const used = new Set(matched.values())
  return { amiss, unseen: known.filter((row) => !used.has(row)).map(({ purpose }) => purpose), matched }
}

/** The same object, which notes which of its members were called. */
export function noting<T extends object>(target: T): { noted: T; unused: () => string[] } {
  const used = new Set<string>()
  const noted = new Proxy(target, {
    get(whole, name, self) {
      used.add(String(name))
      return Reflect.get(whole, name, self)
    },
  })
  return { noted, unused: () => Object.keys(target).filter((name) => !used.has(name)) }
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The names in a body of JSON, as a form would have them: `amount[value]`. */
export const namesOf = (body: unknown, at = ''): string[] =>
  isHash(body)
    ? Object.entries(body).flatMap(([name, value]) => namesOf(value, at ? `${at}[${name}]` : name))
    : [at]

/** Those of these fields, one space between, that an object has not; `amount.value` is further down. */
export const lacking = (fields: string, object: object): string[] =>
  fields.split(' ').filter((field) => {
    let part: unknown = object
    for (const name of field.split('.')) {
      if (!isHash(part) || !(name in part)) return true
      part = part[name]
    }
    return false
  })
