import { accept, isDigits, type Parsed, quoted, refuse, withoutSeparators } from './identifiers'

/** An IMSI (ITU-T E.212): 14 or 15 digits, country, network and subscriber. */
export function parseImsi(text: string): Parsed {
  const imsi = withoutSeparators(text)
  if (!isDigits(imsi)) return refuse(`${quoted(text)} is no IMSI: it has 14 or 15 digits and nothing else.`)
  if (imsi.length !== 14 && imsi.length !== 15)
    return refuse(`An IMSI has 14 or 15 digits; this one has ${imsi.length}.`)
  // E.212: countries have 2 to 7, shared networks 901, test networks 001 and 999.
  if (/^([2-7]|901|001|999)/.test(imsi)) return accept(imsi)
  return accept(
    imsi,
    `No country has the code ${imsi.slice(0, 3)} with which this IMSI starts. Is it in the right column?`,
  )
}
