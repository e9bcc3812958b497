import { describe, expect, test } from 'vitest'
import { fieldOf, mapColumns } from './columns'

const mapped = (header: string) => {
  const { columns, notices } = mapColumns(header.split('|'))
  return { fields: Object.fromEntries(columns.fields.map(({ field, index }) => [field, index])), notices }
}

test.each([
  [
    'iccid',
    'ICCID|ICC-ID|icc_id|Sim Number|SIM Serial Number|Serial|iccid*|ICCID (19 digits)|“ICCID”|Iccid [required]',
  ],
  ['activationCode', 'Activation Code|LPA|LPA String|QR|QR code|AC'],
  ['smdpAddress', 'SM-DP+ Address|SM-DP+|smdp_plus_uri|RSP URL|SMDP address|smdp_address'],
  ['matchingId', 'Matching ID|matching_id|MatchingID'],
  ['confirmationCode', 'Confirmation code|CC'],
  ['imsi', 'IMSI'],
  ['msisdn', 'MSISDN|Phone number|Phone|Mobile Number'],
  ['eid', 'EID|eUICC ID'],
  ['imei', 'IMEI|IMEISV'],
  ['pin1', 'PIN1|PIN|CHV1'],
  ['puk1', 'PUK1|PUK'],
  ['pin2', 'PIN2'],
  ['puk2', 'PUK2'],
  ['apn', 'APN|Access point name'],
  ['operator', 'Operator|Operating company|Carrier|MNO'],
  ['company', 'Company|Customer'],
  ['labels', 'Label|Labels|Label(s)|Tags|Group'],
  ['note', 'Note|Notes|Description|Comment'],
  ['externalRef', 'External ref|Reference|Purchase order ID'],
  ['formFactor', 'Type|SIM type|Form factor|form_factor|esim_process'],
])('%s is known by the names that suppliers use', (field, names) => {
  expect(names.split('|').map(fieldOf)).toEqual(names.split('|').map(() => field))
})

test('columns may stand in any order', () => {
  expect(mapped('Note| ICCID |PIN')).toEqual({ fields: { note: 0, iccid: 1, pin1: 2 }, notices: [] })
})

test('a column that is not known is ignored and told', () => {
  expect(mapped('ICCID|Colour')).toEqual({
    fields: { iccid: 0 },
    notices: ['“Colour” is no column of the import and was ignored.'],
  })
  expect(mapped('ICCID|Colour||Size').notices).toEqual([
    '“Colour” and “Size” are no columns of the import and were ignored.',
  ])
})

test('the columns of our own list of errors are ignored without a word', () => {
  expect(mapped('ICCID|Reason')).toEqual({ fields: { iccid: 0 }, notices: [] })
})

test('two columns of the same meaning are refused', () => {
  expect(() => mapped('ICCID|SIM number')).toThrow(
    '“ICCID” and “SIM number” mean the same. Keep one of them.',
  )
  expect(() => mapped('ICCID|Note|Note')).toThrow('“Note” and “Note” mean the same')
})

test('Type means the form only where no other column does', () => {
  expect(mapped('ICCID|Type|esim_process')).toEqual({
    fields: { iccid: 0, formFactor: 2 },
    notices: ['“Type” is no column of the import and was ignored.'],
  })
})

describe('secret keys', () => {
  test.each([
    'Ki',
    'KI',
    'K',
    'eKi',
    'OPc',
    'OP',
    'ADM',
    'ADM1',
    'adm_1',
    'ADM code',
    'KIC1',
    'KID1',
    'KIK',
    'OTA key',
    'Transport Key',
    'Authentication key',
    'Secret key',
    'Milenage OP',
    'K4',
    'Ki (hex)',
  ])('a file with a column %s is refused and told why', (name) => {
    expect(() => mapped(`ICCID|${name}|Note`)).toThrow(
      /secret keys of the cards, with which they can be cloned/,
    )
  })
  test.each(['Kit', 'Kind', 'Operator', 'Option', 'Admin', 'Skid', 'Key account'])(
    '%s is no secret',
    (name) => {
      expect(() => mapped(`ICCID|${name}`)).not.toThrow()
    },
  )
})

test('a file without ICCID says what its first row is', () => {
  expect(() => mapped('Name|Colour')).toThrow('No column is named ICCID; the first row starts with “Name”.')
  expect(() => mapped('8944538532008160222|eSIM Go')).toThrow(
    'The first row holds data in place of column names.',
  )
})
