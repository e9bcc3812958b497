import { isInteger, parse } from 'lossless-json'

/** A value that JSON can hold; what `toJson` returns. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** bigint -> decimal string, Date -> RFC 3339 UTC; the form in which values are kept in `jsonb` and sent out. */
export const toJson = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item)))

/**
 * Parses a carrier's JSON without losing digits: an integer beyond 2^53 becomes a string, every other number a number.
 * A 19-digit ICCID does not survive `JSON.parse`. Throws `SyntaxError` for text that is not JSON.
 */
export const parseLossless = (text: string): unknown =>
  parse(text, undefined, {
    parseNumber: (digits) =>
      isInteger(digits) && !Number.isSafeInteger(Number(digits)) ? digits : Number(digits),
  })
