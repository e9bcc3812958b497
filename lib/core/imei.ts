import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from './identifiers'
import { hasLuhn, luhnDigit } from './luhn'

/** An IMEI (15 digits, the last one a check digit) or IMEISV (16 digits, none). */
export function parseImei(text: string): Parsed {
  const imei = withoutSeparators(text)
  if (!isDigits(imei)) return refuse(`${quoted(text)} is no IMEI: it has 15 or 16 digits and nothing else.`)
  if (imei.length === 16 || (imei.length === 15 && hasLuhn(imei))) return accept(imei)
  const whole = imei.slice(0, 14) + luhnDigit(imei.slice(0, 14))
  if (imei.length === 14)
    return refuse(`The check digit of this IMEI is missing: with it, it would be ${whole}.`)
  if (imei.length !== 15) return refuse(`An IMEI has 15 digits, an IMEISV 16; this one has ${imei.length}.`)
  // 3GPP TS 23.003 6.2.1: over the air the check digit is sent as 0, and so do many networks report it.
  if (imei.endsWith('0'))
    return accept(imei, `The IMEI ends in 0 as networks report it; on the device it is ${whole}.`)
  return refuse(`The check digit of this IMEI does not fit: with these digits it would be ${whole}.`)
}

/** The 14 digits by which an IMEI and an IMEISV name the same device. Takes a parsed IMEI. */
export const imeiBody = (imei: string): string => imei.slice(0, 14)
