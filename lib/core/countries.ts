/** ISO 3166 alpha-2 and XK (Kosovo, user-assigned), each in one region as shops sort them. */
const codesIn = {
  Africa:
    'DZ AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW IO KE LS LR LY MG MW ML MR MU YT MA MZ NA NE NG RE RW SH ST SN SC SL SO ZA SS SD TZ TG TN UG EH ZM ZW',
  Antarctica: 'AQ BV HM TF GS',
  Asia: 'AF AM AZ BD BT BN KH CN GE HK IN ID JP KZ KP KR KG LA MO MY MV MN MM NP PK PH SG LK TW TJ TH TL TM UZ VN',
  Caribbean: 'AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI',
  'Central America': 'BZ CR SV GT HN NI PA',
  Europe:
    'AX AL AD AT BY BE BA BG HR CY CZ DK EE FO FI FR DE GI GR GG HU IS IE IM IT JE XK LV LI LT LU MT MD MC ME NL MK NO PL PT RO RU SM RS SK SI ES SJ SE CH UA GB VA',
  'Middle East': 'BH IR IQ IL JO KW LB OM PS QA SA SY TR AE YE',
  'North America': 'BM CA GL MX PM US',
  Oceania: 'AS AU CX CC CK FJ PF GU KI MH FM NR NC NZ NU NF MP PW PG PN WS SB TK TO TV UM VU WF',
  'South America': 'AR BO BR CL CO EC FK GF GY PY PE SR UY VE',
} as const

export type Region = keyof typeof codesIn

export const regions = Object.keys(codesIn) as Region[]

const regionByCode = new Map<string, Region>(
  regions.flatMap((region) => codesIn[region].split(' ').map((code) => [code, region] as const)),
)

/** Every code there is, in alphabetical order. */
export const countryCodes: readonly string[] = [...regionByCode.keys()].sort()

/** Takes any case; `UK` is not a code, `GB` is. */
export const isCountry = (code: string): boolean => regionByCode.has(code.toUpperCase())

export const regionOf = (code: string): Region | undefined => regionByCode.get(code.toUpperCase())

export const countriesIn = (region: Region): readonly string[] => codesIn[region].split(' ')

const namesIn = new Map<string, Intl.DisplayNames>()

/** `DE` -> `Germany`, in the language of the locale. What is no code comes back unchanged. */
export function countryName(code: string, locale = 'en'): string {
  const upper = code.toUpperCase()
  if (!regionByCode.has(upper)) return code
  const names = namesIn.get(locale) ?? new Intl.DisplayNames(locale, { type: 'region' })
  namesIn.set(locale, names)
  return names.of(upper) ?? upper
}

const byName = new Map<string, string>()

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/&/g, 'and')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()

/** A code in any case or an English name -> the code; undefined for anything else. */
export function findCountry(text: string): string | undefined {
  const trimmed = text.trim()
  if (isCountry(trimmed)) return trimmed.toUpperCase()
  if (byName.size === 0) for (const code of countryCodes) byName.set(plain(countryName(code)), code)
  return byName.get(plain(trimmed))
}
