import { invalid, missingParam, unknownParams } from './errors'
import type { Form, FormHash } from './form'

/** Reads one parameter, or throws the vendor's validation error that names it. */
export type Rule<T> = (value: Form, param: string) => T
export type Spec = Record<string, Rule<unknown>>
export type Params<S extends Spec, R extends keyof S = never> = { [K in keyof S]?: ReturnType<S[K]> } & {
  [K in R]: ReturnType<S[K]>
}
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number }

const within = (outer: string, key: string) => (outer ? `${outer}[${key}]` : key)

function given(value: Form, param: string): Form {
  if (value !== '') return value
  const message = `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`
  throw invalid(message, param, 'parameter_invalid_empty')
}

export const text =
  (max = 5000): Rule<string> =>
  (value, param) => {
    const found = given(value, param)
    if (typeof found !== 'string') throw invalid('Invalid string: must be a string', param)
    if (found.length <= max) return found
    throw invalid(`Invalid string: ${found.slice(0, 10)}...; must be at most ${max} characters`, param)
  }

export const integer =
  (min = 0, max = Number.MAX_SAFE_INTEGER): Rule<number> =>
  (value, param) => {
    const found = given(value, param)
    const number = typeof found === 'string' && /^-?\d{1,15}$/.test(found) ? Number(found) : undefined
    const code = 'parameter_invalid_integer'
    if (number === undefined) throw invalid(`Invalid integer: ${String(found)}`, param, code)
    if (number < min) throw invalid(`This value must be greater than or equal to ${min}.`, param, code)
    if (number > max) throw invalid(`This value must be less than or equal to ${max}.`, param, code)
    return number
  }

export const flag: Rule<boolean> = (value, param) => {
  if (value === 'true' || value === 'false') return value === 'true'
  throw invalid(`Invalid boolean: ${String(given(value, param))}`, param)
}

export const oneOf =
  <const T extends string>(...allowed: T[]): Rule<T> =>
  (value, param) => {
    const found = allowed.find((each) => each === given(value, param))
    if (found) return found
    const names = allowed.length > 1 ? `${allowed.slice(0, -1).join(', ')}, or ${allowed.at(-1)}` : allowed[0]
    throw invalid(`Invalid ${param}: must be one of ${names}`, param)
  }

export const list =
  <T>(rule: Rule<T>): Rule<T[]> =>
  (value, param) => {
    if (!Array.isArray(value)) throw invalid('Invalid array', param)
    return value.map((each, index) => rule(each, `${param}[${index}]`))
  }

/** Takes an empty text for "unset", and says so with null. */
export const orUnset =
  <T>(rule: Rule<T>): Rule<T | null> =>
  (value, param) =>
    value === '' ? null : rule(value, param)

/** A hash of any content: what the vendor knows of it is not emulated. */
export const anyHash: Rule<FormHash> = (value, param) => {
  if (typeof value === 'object' && !Array.isArray(value)) return value
  throw invalid('Invalid object', param)
}

export function readParams<S extends Spec, R extends keyof S & string = never>(
  form: FormHash,
  spec: S,
  required: readonly R[] = [],
  outer = '',
): Params<S, R> {
  const unknown = Object.keys(form).filter((key) => !Object.hasOwn(spec, key))
  if (unknown.length > 0) throw unknownParams(unknown.map((key) => within(outer, key)))
  for (const key of required) if (form[key] === undefined) throw missingParam(within(outer, key))
  const read = Object.entries(form).map(([key, value]) => [key, spec[key]?.(value, within(outer, key))])
  return Object.fromEntries(read)
}

export const hash =
  <S extends Spec, R extends keyof S & string = never>(spec: S, ...required: R[]): Rule<Params<S, R>> =>
  (value, param) =>
    readParams(anyHash(value, param), spec, required, param)

/** Keys with an empty value are to be removed; null, an empty `metadata`, removes all. At most 50 keys, 40 and 500 long. */
export const metadata: Rule<Record<string, string> | null> = (value, param) => {
  if (value === '') return null
  const entries = Object.entries(anyHash(value, param)).map(([key, item]) => {
    const at = within(param, key)
    if (typeof item !== 'string')
      throw invalid(
        `Metadata values must be strings, but for key ${key} you passed in a value of type hash`,
        at,
      )
    if (key.length > 40)
      throw invalid(
        `Metadata keys can have up to 40 characters, but you passed in a ${key.length} character key.`,
        at,
      )
    if (item.length > 500)
      throw invalid(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${item.length} characters. Invalid value: ${item.slice(0, 20)}...`,
        at,
      )
    return [key, item] as const
  })
  return Object.fromEntries(entries)
}

export function mergeMetadata(
  old: Record<string, string> | null,
  given: Record<string, string> | null | undefined,
): Record<string, string> {
  if (given === undefined) return old ?? {}
  const merged = Object.entries({ ...(given && old), ...given }).filter(([, value]) => value !== '')
  if (merged.length > 50)
    throw invalid(`Metadata can have up to 50 keys, but you passed in ${merged.length}.`, 'metadata')
  return Object.fromEntries(merged)
}

const bounds = { gt: integer(), gte: integer(), lt: integer(), lte: integer() }

/** A time as an integer or as bounds: `created=1`, `created[gte]=1`. */
export const range: Rule<Range> = (value, param) => {
  if (typeof value !== 'string') return hash(bounds)(value, param)
  const at = integer()(value, param)
  return { gte: at, lte: at }
}

export const isWithin = (at: number, { gt, gte, lt, lte }: Range = {}): boolean =>
  at > (gt ?? -1) && at >= (gte ?? 0) && at < (lt ?? Infinity) && at <= (lte ?? Infinity)
