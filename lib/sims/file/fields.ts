import { parseEid } from '@/lib/core/eid'
import { type LuhnPolicy, parseIccid } from '@/lib/core/iccid'
import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from '@/lib/core/identifiers'
import { parseImei } from '@/lib/core/imei'
import { parseImsi } from '@/lib/core/imsi'
import { hasLuhn } from '@/lib/core/luhn'
import { type CountryCode, parseMsisdn } from '@/lib/core/msisdn'
import { isShortened, looksRounded } from './cell'
import type { Field } from './columns'
import { parseFormFactor } from './form-factor'
import type { Mark } from './raw-row'

/** `country`: in which a phone number that starts with 0 is meant. */
export type RowPolicy = { luhn: LuhnPolicy; country?: CountryCode }

/** How the text of a cell of each field is checked; codes are joined from several cells and checked in `code.ts`. */
const readers: Record<Field, (text: string, policy: RowPolicy) => Parsed<string | null>> = {
  iccid: (text, { luhn }) => iccidCell(text, luhn),
  formFactor: parseFormFactor,
  activationCode: (text) => accept(text),
  smdpAddress: (text) => accept(text),
  matchingId: (text) => accept(text),
  confirmationCode: atMost(64),
  imsi: parseImsi,
  msisdn: (text, { country }) => parseMsisdn(text, country),
  eid: parseEid,
  imei: parseImei,
  pin1: secretDigits('PIN', 4, 8),
  puk1: secretDigits('PUK', 8, 8),
  pin2: secretDigits('PIN', 4, 8),
  puk2: secretDigits('PUK', 8, 8),
  apn: (text) =>
    /^[A-Za-z0-9._-]{1,100}$/.test(text)
      ? accept(text)
      : refuse(`${quoted(text)} is no APN: it has letters, digits, dots and hyphens.`),
  operator: atMost(200),
  company: atMost(200),
  labels: (text) =>
    labelsOf(text).every((label) => label.length <= 50)
      ? atMost(1000)(text)
      : refuse('A label has at most 50 letters.'),
  note: atMost(1000),
  externalRef: atMost(200),
}

/** `a; b, a` -> a and b. */
export const labelsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[;,|]/)
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  ),
]

function atMost(length: number) {
  return (text: string): Parsed =>
    text.length <= length
      ? accept(text)
      : refuse(`The text has ${text.length} letters; at most ${length} are kept.`)
}

/** The value is secret, so no sentence repeats it. */
function secretDigits(name: string, least: number, most: number) {
  const wanted = least === most ? `${most}` : `${least} to ${most}`
  return (text: string): Parsed => {
    if (isDigits(text) && text.length >= least && text.length <= most) return accept(text)
    if (!isDigits(text)) return refuse(`A ${name} has ${wanted} digits and nothing else.`)
    const hint =
      text.length < least ? ' Did the spreadsheet drop a leading 0? Format the column as text.' : ''
    return refuse(`A ${name} has ${wanted} digits; this one has ${text.length}.${hint}`)
  }
}

function iccidCell(text: string, luhn: LuhnPolicy): Parsed {
  const digits = withoutSeparators(text)
  if (!looksRounded(digits)) return parseIccid(text, luhn)
  if (!hasLuhn(digits)) return refuse(damaged(text))
  const parsed = parseIccid(text, luhn)
  if ('error' in parsed) return parsed
  return accept(parsed.value, ...parsed.warnings, 'The number ends in many zeros. Compare with the card.')
}

const damaged = (text: string): string =>
  `${text} — the spreadsheet has damaged this number. Format the column as text and paste the numbers again.`

/** What a cell of this field says, or why it cannot hold what was once put into it. */
export function readField(field: Field, text: string, policy: RowPolicy, mark?: Mark): Parsed<string | null> {
  if (mark === 'error')
    return refuse(`The cell holds the spreadsheet error ${quoted(text)}. Write the value itself.`)
  if (mark === 'formula_without_result')
    return refuse('The cell is a formula without a result. Write the value itself.')
  if (mark === 'rounded' || (field === 'eid' && looksRounded(text))) return refuse(damaged(text))
  if (text === '' && field !== 'iccid') return accept(null)
  const parsed = readers[field](text, policy)
  return 'error' in parsed && isShortened(text) ? refuse(damaged(text)) : parsed
}

const nothing = /^(n\/?a|#n\/a|null|nil|none|-+|not ?applicable)$/i
const freeText = new Set<Field>(['note', 'labels', 'externalRef'])

/** '' for the many ways to say that a cell holds nothing; in free text they stay. */
export const meant = (field: Field, text: string): string =>
  !freeText.has(field) && nothing.test(text) ? '' : text
