import { fileProblem } from './limits'

/** The names under which suppliers and people keep each field; letters and digits only, in lower case. */
const names = {
  iccid:
    'iccid icc iccidnumber iccidno iccidnr icciduniqueidentifier simnumber simno simnr simserial simserialnumber serial serialnumber simcardnumber simcardid simid iccidwithluhn luhniccid cardnumber',
  formFactor: 'formfactor simformfactor simcardtype esimprocess profiletype cardtype',
  activationCode:
    'activationcode lpa lpacode lpastring ac qr qrcode qrcodetext qrcodedata qrcodestring qrcontent qrdata qrstring esimqr esimqrcode esimactivationcode downloadcode lpaactivationcode lpaprofile',
  smdpAddress:
    'smdpaddress smdp smdpplus smdpplusaddress smdpplusuri smdpuri smdphost smdpserver smdpfqdn smdpurl smdpplusurl rspurl rspaddress rspserver rsp downloadserver activationserver',
  matchingId: 'matchingid matchid activationtoken actoken esimmatchingid token',
  confirmationCode: 'confirmationcode cc confirmcode esimconfirmationcode',
  imsi: 'imsi imsi1 primaryimsi imsinumber',
  msisdn:
    'msisdn phonenumber phone phoneno mobilenumber mobile number telephone telephonenumber msisdnnumber did line linenumber',
  eid: 'eid euicc euiccid esimeid eidnumber',
  imei: 'imei imeisv imeinumber deviceimei',
  pin1: 'pin1 pin chv1',
  puk1: 'puk1 puk unblockchv1 unblockingkey',
  pin2: 'pin2 chv2',
  puk2: 'puk2 unblockchv2',
  apn: 'apn accesspoint accesspointname apn1 defaultapn',
  operator:
    'operator operatorname operatingcompany carrier carriername mno mobileoperator telecom provider network supplier',
  company: 'company companyname customer customername account accountname organization organisation client',
  labels: 'labels label tags tag group groups groupname',
  note: 'note notes comment comments remark remarks description',
  externalRef:
    'externalref externalreference externalid reference ref purchaseorder purchaseorderid po ponumber ordernumber batch batchid',
} as const

export type Field = keyof typeof names

/** Names that mean a field only where nothing else does: some files use `Type` for prepaid or paired. */
const weakNames: Record<string, Field> = { type: 'formFactor', simtype: 'formFactor', name: 'labels' }

/** Columns that our own files add; they are skipped without a word. */
const ownNames = new Set(['reason', 'row', 'result'])

/** Whoever has one of these can clone the card or take it over: 3GPP TS 33.102 keys, ADM codes, OTA keys. */
const secretNames =
  /^(e?ki|k|ka4|opc?|milenage.*|adm(code|key|pin)?\d*[a-z]?|admin(code|key|pin)\d*|kic\d*|kid\d*|kik\d*|ota.*key.*|(auth|authentication|secret|subscriber|transport|cipher|ciphering|encryption)key\d*|k4)$/

const byName = new Map<string, Field>(
  Object.entries(names).flatMap(([field, list]) => list.split(' ').map((name) => [name, field as Field])),
)

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const withoutRemark = (header: string): string => header.replace(/[([].*$/, '')

const isSecret = (header: string): boolean =>
  secretNames.test(plain(header)) || secretNames.test(plain(withoutRemark(header)))

/** What a column of this name holds, or undefined. `ICC-ID`, `icc_id` and `ICCID (19 digits)` are the same name. */
export function fieldOf(header: string): Field | undefined {
  const name = plain(header)
  return byName.get(name) ?? byName.get(plain(withoutRemark(header))) ?? weakNames[name]
}

export const isOwnColumn = (header: string): boolean => ownNames.has(plain(header))

/** Where each field stands in a row of this file, and the names that the file itself uses. */
export type Columns = { header: string[]; fields: { field: Field; index: number; header: string }[] }

/**
 * Reads the row of column names, in any order. `notices` names the columns that are ignored. Throws a sentence when
 * ICCID is missing, when two columns mean the same, or when one holds secret keys.
 */
export function mapColumns(cells: string[]): { columns: Columns; notices: string[] } {
  const header = cells.map((cell) => cell.trim())
  const secret = header.filter(isSecret)
  if (secret.length > 0) throw fileProblem(secretSentence(secret))
  const fields = knownFields(header)
  if (!fields.some(({ field }) => field === 'iccid')) throw fileProblem(missingSentence(header))
  for (const { field } of fields) {
    const same = fields.filter((other) => other.field === field)
    if (same.length > 1)
      throw fileProblem(`${list(same.map((each) => each.header))} mean the same. Keep one of them.`)
  }
  const used = new Set(fields.map(({ index }) => index))
  const ignored = header.filter((name, index) => name !== '' && !used.has(index) && !isOwnColumn(name))
  return { columns: { header, fields }, notices: ignored.length > 0 ? [ignoredSentence(ignored)] : [] }
}

function knownFields(header: string[]): Columns['fields'] {
  const isWeak = (name: string) => plain(name) in weakNames
  const taken = new Set(header.filter((name) => !isWeak(name)).map(fieldOf))
  return header.flatMap((name, index) => {
    const field = fieldOf(name)
    return field && !(isWeak(name) && taken.has(field)) ? [{ field, index, header: name }] : []
  })
}

const list = (headers: string[]): string => headers.map((name) => `“${name}”`).join(' and ')

const secretSentence = (headers: string[]): string =>
  `${list(headers)} ${headers.length > 1 ? 'hold' : 'holds'} secret keys of the cards, with which they can be cloned. ` +
  'They have no place here: delete what holds Ki, OPc, ADM or OTA keys and upload the file again.'

const ignoredSentence = (headers: string[]): string =>
  headers.length > 1
    ? `${list(headers)} are no columns of the import and were ignored.`
    : `${list(headers)} is no column of the import and was ignored.`

function missingSentence(header: string[]): string {
  const first = header.find((name) => name !== '') ?? ''
  const isData = header.some((name) => /^\D{0,2}\d[\d\s-]{17,}F?$/i.test(name))
  if (isData)
    return 'The first row holds data in place of column names. Put a row above it that starts with “ICCID”.'
  return `No column is named ICCID; the first row starts with “${first.slice(0, 40)}”. Name the columns as in the template.`
}
