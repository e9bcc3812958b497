import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { luhnDigit } from '@/lib/core/luhn'
import { mapColumns } from './columns'
import type { RowPolicy } from './fields'
import type { Mark } from './raw-row'
import { parseRow, reasonOf } from './row'

const iccid = '8944538532008160222'

function parsed(cells: Record<string, string>, policy: RowPolicy = { luhn: 'warn' }, mark?: [string, Mark]) {
  const header = Object.keys(cells)
  const marks = mark && new Map([[header.indexOf(mark[0]), mark[1]]])
  return parseRow({ cells: Object.values(cells), marks }, mapColumns(header).columns, policy)
}

const errorsOf = (...input: Parameters<typeof parsed>) => {
  const result = parsed(...input)
  return 'errors' in result ? reasonOf(result.errors) : null
}

const simOf = (...input: Parameters<typeof parsed>) => {
  const result = parsed(...input)
  return 'sim' in result ? result.sim : result
}

const warningsOf = (...input: Parameters<typeof parsed>) => reasonOf(parsed(...input).warnings)

const full = {
  iccid,
  formFactor: 'esim',
  activationCode: 'LPA:1$rsp.example.com$ABC-1',
  confirmationCode: '1234',
  imsi: '234101234567890',
  msisdn: '491711234567',
  eid: '89049032123451234512345678901235',
  imei: '490154203237518',
  pin1: '0000',
  puk1: '00000000',
  pin2: '1111',
  puk2: '11111111',
  apn: 'internet.example',
  operator: 'eSIM Go',
  company: 'Example Ltd',
  note: 'spare, "red" card',
  externalRef: 'PO-7',
}

test('a row with everything becomes a SIM', () => {
  expect(parsed({ ...full, msisdn: '+49 171 1234567', labels: 'fleet; north,fleet' })).toEqual({
    sim: { ...full, iccidBody: iccid.slice(0, -1), iccidRaw: iccid, labels: ['fleet', 'north'] },
    warnings: [],
  })
})

test('a row with an ICCID only becomes a card', () => {
  const nothing = Object.fromEntries(Object.keys(full).map((field) => [field, null]))
  expect(parsed({ ICCID: '89445 38532 00816 0222' })).toEqual({
    sim: {
      ...nothing,
      iccid,
      iccidBody: iccid.slice(0, -1),
      iccidRaw: '89445 38532 00816 0222',
      formFactor: 'physical',
      note: '',
      labels: [],
    },
    warnings: [],
  })
})

describe('the same file by another supplier', () => {
  const aliases: Record<keyof typeof full, string[]> = {
    iccid: ['ICCID', 'SIM number', 'Serial', 'ICC-ID'],
    formFactor: ['Type', 'Form factor', 'SIM type'],
    activationCode: ['Activation Code', 'LPA', 'QR'],
    confirmationCode: ['Confirmation code', 'CC'],
    imsi: ['IMSI'],
    msisdn: ['MSISDN', 'Phone number'],
    eid: ['EID', 'eUICC'],
    imei: ['IMEI', 'Device IMEI'],
    pin1: ['PIN1', 'PIN', 'pin_1'],
    puk1: ['PUK1', 'PUK'],
    pin2: ['PIN2'],
    puk2: ['PUK2'],
    apn: ['APN'],
    operator: ['Operator', 'Carrier', 'MNO'],
    company: ['Company', 'Customer name'],
    note: ['Note', 'Description'],
    externalRef: ['Reference', 'External ref'],
  }
  const fields = Object.keys(full) as (keyof typeof full)[]
  const header = fc.tuple(...fields.map((field) => fc.constantFrom(...aliases[field])))
  const order = fc.shuffledSubarray(fields, { minLength: fields.length })

  test('other names in another order give the same SIM', () => {
    fc.assert(
      fc.property(header, order, fc.boolean(), (names, fieldsInOrder, isLoud) => {
        const nameOf = (field: keyof typeof full) => names[fields.indexOf(field)]!
        const cells = Object.fromEntries(
          fieldsInOrder.map((field) => [
            isLoud ? ` ${nameOf(field).toUpperCase()} ` : nameOf(field),
            ` ${full[field]} `,
          ]),
        )
        expect(parsed(cells)).toEqual(parsed(full))
      }),
    )
  })
})

describe('the code of an eSIM', () => {
  const lpa = 'LPA:1$rsp.example.com$ABC-1'
  test.each([
    [{ LPA: lpa }, lpa],
    [{ LPA: 'lpa:1$rsp.example.com$aBc-1' }, 'LPA:1$rsp.example.com$aBc-1'],
    [{ 'SM-DP+': 'https://rsp.example.com/', 'Matching ID': 'ABC-1' }, lpa],
    [{ 'SM-DP+': 'rsp.example.com', 'Activation code': 'ABC-1' }, lpa],
    [{ 'SM-DP+': 'rsp.example.com', 'Matching ID': 'ABC-1', LPA: lpa }, lpa],
    [{ 'SM-DP+': 'rsp.example.com', 'Matching ID': 'ABC-1', CC: '77' }, `${lpa}$$1`],
  ])('%j is read as one', (cells, activationCode) => {
    expect(simOf({ iccid, ...cells })).toMatchObject({ activationCode, formFactor: 'esim' })
  })

  test.each([
    [{ LPA: 'https://example.com/qr.png' }, 'LPA: This is a link'],
    [{ LPA: 'ABC-1' }, 'LPA: The activation code must start with LPA:1$'],
    [{ 'Matching ID': 'ABC-1' }, 'Matching ID: The SM-DP+ address of this matching ID is missing.'],
    [
      { LPA: lpa, 'Matching ID': 'XYZ' },
      'LPA: The code and the columns of SM-DP+ address and matching ID differ.',
    ],
    [{ LPA: lpa, 'SM-DP+': 'other.example.com' }, 'differ'],
    [
      { LPA: 'A-1', 'SM-DP+': 'rsp.example.com', 'Matching ID': 'A-2' },
      'LPA: This and the matching ID differ.',
    ],
    [{ 'SM-DP+': 'not a host', 'Matching ID': 'A-2' }, 'is not an SM-DP+ address'],
    [{ Type: 'physical', LPA: lpa }, 'Type: A physical SIM has no activation code.'],
  ])('%j is refused', (cells, reason) => expect(errorsOf({ iccid, ...cells })).toContain(reason))

  test('an address alone is a code that only its device can use, and is told', () => {
    expect(simOf({ iccid, 'SM-DP+': 'rsp.example.com' })).toMatchObject({
      activationCode: 'LPA:1$rsp.example.com$',
    })
    expect(warningsOf({ iccid, 'SM-DP+': 'rsp.example.com' })).toContain('No matching ID')
  })
  test('an address in the row of a physical card means nothing', () => {
    expect(simOf({ iccid, Type: 'physical', 'SM-DP+': 'rsp.example.com' })).toMatchObject({
      formFactor: 'physical',
      activationCode: null,
    })
  })
  test('an eSIM without code is told', () => {
    expect(warningsOf({ iccid, Type: 'eSIM' })).toBe(
      'Type: Without activation code this eSIM cannot be delivered from stock.',
    )
  })
  test('no sentence repeats a code', () => {
    const reason = errorsOf({ iccid, LPA: 'LPA:1$rsp.example.com$SECRET 1', PIN: 'SECRET', PUK: '123456' })
    expect(reason).toContain('PIN: A PIN has 4 to 8 digits')
    expect(reason).not.toMatch(/SECRET|123456/)
  })
})

describe('the form', () => {
  test.each([
    ['eSIM', 'esim'],
    ['e-SIM', 'esim'],
    ['BATCH', 'esim'],
    ['Physical', 'physical'],
    ['2FF/3FF/4FF', 'physical'],
    ['SIM card', 'physical'],
    ['MFF2', 'physical'],
  ])('%s is %s', (Type, formFactor) => expect(simOf({ iccid, Type })).toMatchObject({ formFactor }))

  test('a word for how the SIM is paid is ignored and told', () => {
    expect(simOf({ iccid, Type: 'Prepaid' })).toMatchObject({ formFactor: 'physical' })
    expect(warningsOf({ iccid, Type: 'Prepaid' })).toContain('“Prepaid” is not a form of SIM')
  })
  test('another word is refused', () => {
    expect(errorsOf({ iccid, Type: 'round' })).toBe('Type: “round” is neither physical nor esim.')
  })
})

describe('damage by a spreadsheet', () => {
  test.each([
    [
      '8.9E+19',
      'ICCID: 8.9E+19 — the spreadsheet has damaged this number. Format the column as text and paste the numbers again.',
    ],
    ['8,94454E+18', 'ICCID: 8,94454E+18 — the spreadsheet has damaged this number.'],
    ['8944538532008160222.0', 'damaged this number'],
    ['8944538532008160000', 'damaged this number'],
    ['89445385320081600000', 'damaged this number'],
    ['8944 5385 3200 8160 000', 'damaged this number'],
  ])('an ICCID of %s is refused by that name', (ICCID, reason) => {
    expect(errorsOf({ ICCID }, { luhn: 'off' })).toContain(reason)
  })
  test.each(['IMSI', 'MSISDN', 'EID', 'IMEI', 'PIN1', 'PUK1', 'PIN2', 'PUK2'])('%s too', (column) => {
    expect(errorsOf({ iccid, [column]: '4.9E+11' })).toContain(
      `${column}: 4.9E+11 — the spreadsheet has damaged`,
    )
  })
  test('an EID that was rounded is refused by that name', () => {
    expect(errorsOf({ iccid, EID: '89049032123451200000000000000000' })).toContain('damaged this number')
  })
  test('a card whose number really ends in zeros is taken and told', () => {
    const body = Array.from({ length: 1000 }, (_, at) => `89445385320${String(at).padStart(4, '0')}000`)
    const rare = `${body.find((digits) => luhnDigit(digits) === '0')}0`
    expect(simOf({ ICCID: rare })).toMatchObject({ iccid: rare })
    expect(warningsOf({ ICCID: rare })).toBe('ICCID: The number ends in many zeros. Compare with the card.')
  })
  test('a number cell that cannot hold its digits is refused in any column', () => {
    expect(errorsOf({ iccid, Reference: '8.94454E+18' }, undefined, ['Reference', 'rounded'])).toContain(
      'Reference: 8.94454E+18 — the spreadsheet has damaged',
    )
  })
  test('a matching ID that looks like a number is none', () => {
    expect(simOf({ iccid, 'SM-DP+': 'rsp.example.com', 'Matching ID': '1E5' })).toMatchObject({
      activationCode: 'LPA:1$rsp.example.com$1E5',
    })
  })
  test('a lost leading zero is asked for', () => {
    expect(errorsOf({ iccid, PUK: '1234567' })).toContain('Did the spreadsheet drop a leading 0?')
  })
  test('formulas are told, or refused when they have no result', () => {
    expect(warningsOf({ iccid, Note: 'x' }, undefined, ['Note', 'formula'])).toBe(
      'Note: A formula; its last result was taken.',
    )
    expect(errorsOf({ iccid, Note: '' }, undefined, ['Note', 'formula_without_result'])).toContain(
      'without a result',
    )
    expect(errorsOf({ iccid, Note: '#REF!' }, undefined, ['Note', 'error'])).toContain('“#REF!”')
  })
})

test('everything that is wrong with a row is said at once', () => {
  const result = parsed({ ICCID: '123', IMSI: 'x', EID: '1', Phone: '0171', PIN: '1', APN: 'a b' })
  expect('errors' in result && result.errors.map(({ column }) => column)).toEqual([
    'ICCID',
    'IMSI',
    'EID',
    'Phone',
    'PIN',
    'APN',
  ])
})

test('a row without ICCID is refused', () => {
  expect(errorsOf({ ICCID: '', Note: 'x' })).toContain('ICCID: The ICCID is missing.')
  expect(errorsOf({ ICCID: 'N/A' })).toContain('ICCID: The ICCID is missing.')
})

test('the operator decides what a wrong check digit means', () => {
  const ICCID = '8944538532008160223'
  expect(errorsOf({ ICCID }, { luhn: 'strict' })).toContain('Check digit missing?')
  expect(warningsOf({ ICCID }, { luhn: 'warn' })).toContain('Check digit missing?')
  expect(parsed({ ICCID }, { luhn: 'off' }).warnings).toEqual([])
})

test('a phone number of one country may be written as there', () => {
  expect(simOf({ iccid, Phone: '0171 1234567' }, { luhn: 'warn', country: 'DE' })).toMatchObject({
    msisdn: '491711234567',
  })
})

test.each(['N/A', 'n/a', '-', 'null', 'NotApplicable', 'none', '#N/A'])(
  '%s says that there is nothing',
  (cell) => {
    expect(simOf({ iccid, LPA: cell, IMSI: cell, PIN: cell, Company: cell })).toMatchObject({
      activationCode: null,
      imsi: null,
      pin1: null,
      company: null,
    })
  },
)

test('a delimiter inside a text without quotes is noticed', () => {
  const { columns } = mapColumns(['ICCID', 'Note'])
  const result = parseRow({ cells: [iccid, 'red', ' blue'] }, columns, { luhn: 'warn' })
  expect('errors' in result && reasonOf(result.errors)).toContain('more cells than there are columns')
  expect(parseRow({ cells: [iccid, 'red', ' '] }, columns, { luhn: 'warn' })).toHaveProperty('sim')
  expect(parseRow({ cells: [iccid] }, columns, { luhn: 'warn' })).toHaveProperty('sim.note', '')
})

test.each([
  ['Note', 'x'.repeat(1001)],
  ['Operator', 'x'.repeat(201)],
  ['Company', 'x'.repeat(201)],
  ['Reference', 'x'.repeat(201)],
  ['CC', 'x'.repeat(65)],
  ['Labels', 'x'.repeat(51)],
  ['APN', 'x'.repeat(101)],
])('a text that is too long for %s is refused, not cut', (column, text) => {
  expect(errorsOf({ iccid, [column]: text })).toContain(`${column}: `)
  expect(errorsOf({ iccid, [column]: text.slice(1) })).toBeNull()
})

test('no cell, however strange, breaks the check', () => {
  const names = [
    'iccid',
    'type',
    'lpa',
    'smdp',
    'matching id',
    'imsi',
    'msisdn',
    'eid',
    'imei',
    'pin',
    'labels',
    'apn',
  ]
  const { columns } = mapColumns(names)
  const odd = fc.oneof(
    fc.string(),
    fc.constantFrom('LPA:1$', '1$a$b', '$', '0', '=""', "'", '89', '+', '00', '9'.repeat(40)),
  )
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 14 }), fc.constantFrom('strict', 'warn', 'off'), (cells, luhn) => {
      expect(Object.keys(parseRow({ cells }, columns, { luhn }))).toContain('warnings')
    }),
    { numRuns: 1000 },
  )
})
