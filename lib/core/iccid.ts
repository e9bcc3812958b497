import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from './identifiers'
import { hasLuhn, luhnDigit } from './luhn'

/** What to do with an ICCID whose check digit does not fit: some carriers print none, some print a wrong one. */
export const luhnPolicies = ['strict', 'warn', 'off'] as const
export type LuhnPolicy = (typeof luhnPolicies)[number]

/** Digits without blanks, dashes and the filler F that a card stores behind an odd number of digits. */
const cleanIccid = (text: string): string => withoutSeparators(text).replace(/[Ff]+$/, '')

/**
 * An ICCID as printed on the card (ITU-T E.118): 18 to 22 digits, kept as they are and never completed.
 * A check digit that does not fit is refused (`strict`), told (`warn`) or ignored (`off`).
 */
export function parseIccid(text: string, luhn: LuhnPolicy = 'warn'): Parsed {
  const iccid = cleanIccid(text)
  if (iccid === '')
    return refuse('The ICCID is missing. It is the 18 to 22 digit number printed on the card.')
  if (!isDigits(iccid)) return refuse(`${quoted(text)} is no ICCID: it may hold only digits.`)
  if (iccid.length < 18 || iccid.length > 22) return refuse(wrongLength(iccid))
  const warnings = iccid.startsWith('89')
    ? []
    : ['The number does not start with 89 as ICCIDs do. Is it in the right column?']
  if (luhn === 'off' || hasLuhn(iccid)) return accept(iccid, ...warnings)
  const advice = checkDigitAdvice(iccid)
  return luhn === 'strict' ? refuse(advice) : accept(iccid, ...warnings, advice)
}

function wrongLength({ length }: string): string {
  const other =
    length === 32 ? ' 32 digits are an EID.' : length === 15 ? ' 15 digits are an IMSI or IMEI.' : ''
  return `An ICCID has 18 to 22 digits; this one has ${length}.${other}`
}

/** The sentence for an ICCID whose last digit is no check digit: what it would be with one. */
function checkDigitAdvice(iccid: string): string {
  if (iccid.length < 20) {
    return `Check digit missing? With it the number would be ${iccid}${luhnDigit(iccid)}. Compare with the card.`
  }
  const body = iccid.slice(0, -1)
  return `The check digit does not fit: ${iccid} should end in ${luhnDigit(body)}. Compare with the card.`
}

/**
 * The digits by which two systems recognise the same card, one printing the check digit and one not: a last digit
 * that fits as check digit is cut off. 18 digits never hold one. Takes a parsed ICCID.
 */
export const iccidBody = (iccid: string): string =>
  iccid.length > 18 && hasLuhn(iccid) ? iccid.slice(0, -1) : iccid

/**
 * Every number under which another system may know this card: as given, with the check digit, without it.
 * One number of 19 digits in ten fits by chance, so whoever looks a card up asks for all of them.
 */
export function iccidForms(iccid: string): string[] {
  const forms = [iccid, iccid + luhnDigit(iccid)]
  if (iccid.length > 18 && hasLuhn(iccid)) forms.push(iccid.slice(0, -1))
  return forms
}
