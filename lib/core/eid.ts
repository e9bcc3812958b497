import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from './identifiers'

/** The two check digits behind the first 30 digits of an EID (SGP.29): 98 less the remainder by 97. */
export const eidCheckDigits = (first30: string): string =>
  String(98n - (BigInt(`${first30}00`) % 97n)).padStart(2, '0')

/** An EID: exactly 32 digits, valid when the whole number leaves 1 when divided by 97 (SGP.29). */
export function parseEid(text: string): Parsed {
  const eid = withoutSeparators(text)
  if (!isDigits(eid)) return refuse(`${quoted(text)} is no EID: it has 32 digits and nothing else.`)
  if (eid.length !== 32) return refuse(`An EID has 32 digits; this one has ${eid.length}.`)
  if (BigInt(eid) % 97n !== 1n)
    return refuse('The check digits of this EID do not fit: a digit is mistyped or lost.')
  return accept(eid)
}
