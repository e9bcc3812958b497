import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js'
import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from './identifiers'

export type { CountryCode }

// ITU-T E.164 codes without a country: satellite, international networks (where many machine SIMs live), free phone.
const shared = ['800', '808', '870', '878', '881', '882', '883', '888', '979']
const callingCodes = new Set<string>([
  ...getCountries().map((country) => getCountryCallingCode(country)),
  ...shared,
])

const hasCallingCode = (digits: string): boolean =>
  callingCodes.has(digits.slice(0, 1)) ||
  callingCodes.has(digits.slice(0, 2)) ||
  callingCodes.has(digits.slice(0, 3))

/**
 * A phone number as digits of E.164 without the plus: `+49 171 1234567` -> `491711234567`. Numbers of machine SIMs
 * are in no numbering plan that is published, so beyond country code and length nothing is checked. A number that
 * starts with a single 0 is national and needs `country`.
 */
export function parseMsisdn(text: string, country?: CountryCode): Parsed {
  const typed = withoutSeparators(text).replace(/\(0\)|[()/]/g, '')
  const digits = typed.replace(/^(\+|00)/, '')
  if (!isDigits(digits)) return refuse(`${quoted(text)} is no phone number: write it like +491711234567.`)
  if (digits.startsWith('0')) return nationalNumber(digits, text, country)
  if (digits.length > 15)
    return refuse(`A phone number has at most 15 digits; this one has ${digits.length}.`)
  if (digits.length < 5) return refuse(`${quoted(text)} is too short for a phone number with country code.`)
  if (hasCallingCode(digits)) return accept(digits)
  return accept(digits, `No country has the code with which ${digits} starts. Is the country code missing?`)
}

function nationalNumber(digits: string, text: string, country?: CountryCode): Parsed {
  const found = country && parsePhoneNumberFromString(digits, country)
  if (!found) return refuse(`${quoted(text)} lacks the country code: write it like +491711234567.`)
  return accept(
    found.number.slice(1),
    `${quoted(text)} was read as ${found.number}, a number of ${found.country ?? country}.`,
  )
}
