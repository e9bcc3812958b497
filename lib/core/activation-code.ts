import { AppError } from './error'

/** `isConfirmationNeeded` only says that the phone will ask for a confirmation code; the code is never in the text. */
export type ActivationCode = {
  smdpAddress: string
  matchingId: string
  oid?: string
  isConfirmationNeeded?: boolean
}

const maxLength = 255
const host = /^(?=.{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/
const token = /^[A-Za-z0-9._-]*$/
const oidForm = /^\d+(\.\d+)+$/

const invalid = (message: string) => new AppError('invalid', message)

/** Some suppliers give the SM-DP+ address as a URL (eSIM Go's OpenAPI examples do). */
const bareHost = (address: string): string =>
  address
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')

function checkedHost(address: string): string {
  const name = bareHost(address)
  if (!host.test(name))
    throw invalid(`"${name}" is not an SM-DP+ address. It is a host name such as smdp.example.com.`)
  return name
}

function checkedToken(matchingId: string): string {
  const trimmed = matchingId.trim()
  if (!token.test(trimmed))
    throw invalid('The matching ID may hold only letters, digits, dots, hyphens and underscores.')
  return trimmed
}

/**
 * Reads `LPA:1$<SM-DP+>$<matching ID>[$<OID>[$1]]` (SGP.22 4.1). Lenient: the prefix may be missing or in any case, the
 * host may come as a URL, fields after the fifth are ignored. Throws `invalid` with a sentence for anything else.
 */
export function parseActivationCode(text: string): ActivationCode {
  const trimmed = text.trim()
  if (!trimmed) throw invalid('The activation code is empty. It starts with LPA:1$.')
  if (/^https?:/i.test(trimmed))
    throw invalid('This is a link. Paste the text behind the QR code instead; it starts with LPA:1$.')
  if (/\s/.test(trimmed)) throw invalid('The activation code holds a space or a line break. Remove it.')
  if (trimmed.length > maxLength)
    throw invalid(`The activation code has ${trimmed.length} characters; ${maxLength} are allowed.`)

  const [version, address, matchingId, oid = '', flag = ''] = trimmed.replace(/^lpa:/i, '').split('$')
  if (version !== '1')
    throw invalid('The activation code must start with LPA:1$, for example LPA:1$smdp.example.com$ABC-123.')
  if (!address) throw invalid('The SM-DP+ address is missing. It stands between the first and the second $.')
  if (matchingId === undefined) throw invalid('The matching ID is missing. It stands after the second $.')
  if (oid && !oidForm.test(oid))
    throw invalid(`"${oid}" is not an OID such as 1.3.6.1. Leave it empty if you have none.`)
  if (!['', '0', '1'].includes(flag))
    throw invalid('After the fourth $ only 1 may stand. Keep the confirmation code in its own field.')
  return {
    smdpAddress: checkedHost(address),
    matchingId: checkedToken(matchingId),
    ...(oid && { oid }),
    ...(flag === '1' && { isConfirmationNeeded: true }),
  }
}

/** The text of the QR code. Letters keep their case: phones and SM-DP+ compare the matching ID exactly. */
export function composeActivationCode(code: ActivationCode): string {
  const { oid = '', isConfirmationNeeded } = code
  const tail = isConfirmationNeeded ? `$${oid}$1` : oid && `$${oid}`
  const text = `LPA:1$${checkedHost(code.smdpAddress)}$${checkedToken(code.matchingId)}${tail}`
  if (text.length > maxLength)
    throw invalid(`The activation code would have ${text.length} characters; ${maxLength} are allowed.`)
  return text
}

/**
 * Links that open the installer on the phone or PC that shows them. Apple: iOS 17.4 and later. Android: a scheme in use
 * without an official page, so keep the QR code beside it. Windows: 11 24H2 and later, only the scheme in lower case.
 */
export function installLinks(lpa: string): { apple: string; android: string; windows: string } {
  const text = composeActivationCode(parseActivationCode(lpa))
  const data = encodeURIComponent(text)
  return {
    apple: `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${data}`,
    android: `https://esimsetup.android.com/esim_qrcode_provisioning?carddata=${data}`,
    windows: text.replace(/^LPA:/, 'lpa:'),
  }
}
