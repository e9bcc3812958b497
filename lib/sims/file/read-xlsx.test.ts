import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { limits } from './limits'
import { openSimFile } from './open'

type Part = {
  name: string
  data: string | Buffer
  isStored?: boolean
  claimedSize?: number
  flags?: number
  isZip64?: boolean
}

/** An archive in memory; `claimedSize` is what its directory says of a part, true or not. */
function zipOf(parts: Part[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, data, isStored = false, claimedSize, flags = 0, isZip64 = false } of parts) {
    const raw = Buffer.from(data as string)
    const packed = isStored ? raw : deflateRawSync(raw)
    const size = claimedSize ?? raw.length
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    const wide = Buffer.alloc(isZip64 ? 20 : 0)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(isStored ? 0 : 8, 10)
    entry.writeUInt32LE(isZip64 ? 0xffffffff : packed.length, 20)
    entry.writeUInt32LE(isZip64 ? 0xffffffff : size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt16LE(wide.length, 30)
    entry.writeUInt32LE(at, 42)
    if (isZip64) {
      wide.writeUInt16LE(1, 0)
      wide.writeUInt16LE(16, 2)
      wide.writeBigUInt64LE(BigInt(size), 4)
      wide.writeBigUInt64LE(BigInt(packed.length), 12)
    }
    files.push(local, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name), wide)
    at += 30 + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, list, end])
}

const relations = (...list: [id: string, type: string, target: string][]) =>
  `<Relationships>${list.map(([id, type, target]) => `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`).join('')}</Relationships>`

/** A workbook written by hand; parts of the same name replace the usual ones. */
function workbookOf(sheet: string, ...more: Part[]): Buffer {
  const parts: Part[] = [
    { name: '_rels/.rels', data: relations(['r1', 'officeDocument', '/xl/workbook.xml']) },
    {
      name: 'xl/workbook.xml',
      data: '<workbook><sheets><sheet name="A" r:id="r1" xmlns:r="r"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: relations(['r1', 'worksheet', 'worksheets/s1.xml'], ['r2', 'sharedStrings', 'sharedStrings.xml']),
    },
    { name: 'xl/sharedStrings.xml', data: '<sst><si><t>ICCID</t></si><si><t>Note</t></si></sst>' },
    { name: 'xl/worksheets/s1.xml', data: sheet },
  ]
  return zipOf([...parts.filter(({ name }) => more.every((part) => part.name !== name)), ...more])
}

const header = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
const sheetOf = (rows: string) => `<worksheet><sheetData>${header}${rows}</sheetData></worksheet>`

async function* once(bytes: Uint8Array) {
  yield bytes
}

async function rowsOf(bytes: Uint8Array) {
  const { rows } = await openSimFile(once(bytes), 'sims.xlsx')
  return Array.fromAsync(rows)
}

const cellsOf = async (bytes: Uint8Array) => (await rowsOf(bytes)).map(({ cells }) => cells)

async function saved(fill: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook()
  fill(workbook)
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

describe('a workbook', () => {
  test('is read with its row numbers, without blank rows', async () => {
    const bytes = await saved((workbook) => {
      const sheet = workbook.addWorksheet('SIMs')
      sheet.getRow(2).values = ['Note', 'ICCID']
      sheet.getRow(3).values = ['Zürich €', '8944538532008160222']
      sheet.getRow(4).values = [' ', '']
      sheet.getRow(7).values = [{ richText: [{ text: 'red ' }, { text: 'card' }] }, '8944538532008160230']
    })
    expect(await rowsOf(bytes)).toEqual([
      { row: 3, cells: ['Zürich €', '8944538532008160222'] },
      { row: 7, cells: ['red card', '8944538532008160230'] },
    ])
  })

  test('says of each cell what it cannot hold', async () => {
    const bytes = await saved((workbook) => {
      const sheet = workbook.addWorksheet('SIMs')
      sheet.addRow(['ICCID', 'IMEI', 'Note', 'PIN', 'Company', 'Label'])
      sheet.addRow([
        8944538532008160222n.toString(),
        354051421033494,
        { formula: 'A1&"x"', result: 'ICCIDx' },
        { formula: 'A1', result: undefined },
        { error: '#N/A' },
        true,
      ])
      sheet.addRow([Number('8944538532008160222'), 1.5])
    })
    expect(await rowsOf(bytes)).toEqual([
      {
        row: 2,
        cells: ['8944538532008160222', '354051421033494', 'ICCIDx', '', '#N/A', 'TRUE'],
        marks: new Map([
          [2, 'formula'],
          [3, 'formula_without_result'],
          [4, 'error'],
        ]),
      },
      { row: 3, cells: ['8.94454E+18', '1.5'], marks: new Map([[0, 'rounded']]) },
    ])
  })

  test('is read from its first visible sheet, and told so', async () => {
    const bytes = await saved((workbook) => {
      workbook.addWorksheet('Secret', { state: 'hidden' }).addRow(['IMSI'])
      for (const name of ['SIMs', 'Old', 'Notes']) workbook.addWorksheet(name).addRows([['ICCID'], [name]])
    })
    const { notices, rows } = await openSimFile(once(bytes), 'sims.xlsx')
    expect(notices).toEqual(['Only the sheet “SIMs” was read, not “Old”.'])
    expect(await Array.fromAsync(rows)).toEqual([{ row: 2, cells: ['SIMs'] }])
  })

  test('may hold notes to the right of the list', async () => {
    const bytes = await saved((workbook) => {
      workbook.addWorksheet('SIMs').addRows([['ICCID'], ['8944', null, 'ask Ann']])
    })
    expect(await cellsOf(bytes)).toEqual([['8944']])
  })

  test('of many rows keeps every letter where packets are cut', async () => {
    const notes = Array.from({ length: 20_000 }, (_, at) => `😀${at}${'Zürich €'.slice(0, at % 9)}`)
    const rows = notes.map((note) => `<row><c><v>7</v></c><c t="str"><v>${note}</v></c></row>`)
    expect((await cellsOf(workbookOf(sheetOf(rows.join(''))))).map(([, note]) => note)).toEqual(notes)
  })

  test('can be given as a path', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'xlsx-')), 'upload')
    await writeFile(path, workbookOf(sheetOf('<row><c><v>7</v></c></row>')))
    const { rows } = await openSimFile(path, 'sims.xlsx')
    expect(await Array.fromAsync(rows)).toEqual([{ row: 2, cells: ['7'] }])
  })
})

describe('a workbook of another program', () => {
  test.each([
    [
      'prefixed names',
      '<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
      ['7'],
    ],
    [
      'texts in the cell',
      sheetOf('<row><c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c></row>'),
      ['a b'],
    ],
    ['escaped letters', sheetOf('<row><c t="str"><v>a &amp; b</v></c></row>'), ['a & b']],
    ['numbers as powers', sheetOf('<row><c><v>3.54051421033494E14</v></c></row>'), ['354051421033494']],
    ['cells left out', sheetOf('<row><c r="B2"><v>7</v></c></row>'), ['', '7']],
    [
      'numbers of texts that do not exist',
      sheetOf('<row><c t="s"><v>99</v></c><c><v>7</v></c></row>'),
      ['', '7'],
    ],
  ])('with %s is read', async (_name, sheet, cells) =>
    expect(await cellsOf(workbookOf(sheet))).toEqual([cells]),
  )

  test('keeps no reading of Asian text, and its own signs for letters that XML cannot hold', async () => {
    const data =
      '<sst><si><t>ICCID</t></si><si><t>Note</t></si><si><t>漢</t><rPh><t>kan</t></rPh><t>_x0041_</t></si></sst>'
    const sheet = sheetOf('<row><c t="s"><v>2</v></c></row>')
    expect(await cellsOf(workbookOf(sheet, { name: 'xl/sharedStrings.xml', data }))).toEqual([['漢A']])
  })

  test.each([{ isStored: true }, { isZip64: true }])('packed in another way is read: %j', async (way) => {
    const data = sheetOf('<row><c><v>7</v></c></row>')
    expect(await cellsOf(workbookOf('', { name: 'xl/worksheets/s1.xml', data, ...way }))).toEqual([['7']])
  })
})

describe('a workbook that is a trap', () => {
  const unpacks = 'The workbook unpacks to far more than its size'
  const refused = (bytes: Buffer, sentence: string) =>
    expect(rowsOf(bytes)).rejects.toMatchObject({
      message: expect.stringContaining(sentence),
      detail: { fields: { file: [expect.stringContaining(sentence)] } },
    })
  const bomb = sheetOf('').replace('</sheetData>', `${' '.repeat(20_000_000)}</sheetData>`)

  test.each(['xl/worksheets/s1.xml', 'xl/sharedStrings.xml', 'xl/workbook.xml', '_rels/.rels'])(
    'is not unpacked when %s is a thousand times its size',
    async (name) => {
      const bytes = workbookOf(sheetOf(''), { name, data: bomb })
      expect(bytes.length).toBeLessThan(100_000)
      await refused(bytes, unpacks)
    },
  )
  test('is noticed where it says to be larger than we unpack at all', async () => {
    const part = { name: 'xl/worksheets/s1.xml', data: Buffer.alloc(4_000_000, 'a'), isStored: true }
    await refused(workbookOf('', { ...part, claimedSize: limits.partBytes + 1 }), unpacks)
  })
  test('is noticed when it unpacks to more than it says', async () => {
    await refused(
      workbookOf('', { name: 'xl/worksheets/s1.xml', data: bomb, claimedSize: 100_000 }),
      'damaged or cut off',
    )
  })
  test('is noticed when one cell never ends', async () => {
    const noise = Buffer.from(
      Array.from({ length: 400_000 }, (_, at) => (at * 7919 + (at >> 3)).toString(36)).join(''),
    )
    const data = sheetOf(`<row><c t="str"><v>${noise.toString()}</v></c></row>`)
    await refused(workbookOf(data), 'too long to be read')
  })
  test('is noticed when a cell is longer than a spreadsheet allows', async () => {
    await refused(
      workbookOf(sheetOf(`<row><c t="str"><v>${'ab'.repeat(16_400)}</v></c></row>`)),
      'Row 2: a cell holds more than',
    )
  })
  test('is noticed when a cell stands far to the right, unless it is empty', async () => {
    await refused(
      workbookOf(sheetOf('<row><c r="XFD2"><v>7</v></c></row>')),
      'Row 2 has a cell beyond column 200',
    )
    expect(await cellsOf(workbookOf(sheetOf('<row><c r="A2"><v>7</v></c><c r="XFD2"/></row>')))).toEqual([
      ['7'],
    ])
  })
  test('is noticed when it holds more text than a server should', async () => {
    const data = `<sst>${`<si><t>${'a'.repeat(900_000)}</t></si>`.repeat(75)}</sst>`
    const bytes = workbookOf(sheetOf(''), { name: 'xl/sharedStrings.xml', data, isStored: true })
    await refused(bytes, 'holds too much text')
  })
  test('is noticed when it has too many rows', async () => {
    await refused(workbookOf(sheetOf('<row r="500001"><c><v>7</v></c></row>')), 'more than 500000 rows')
  })
  test('names no entities that grow', async () => {
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    await refused(workbookOf(laughs + sheetOf('<row><c t="str"><v>&b;</v></c></row>')), 'damaged')
  })
})

describe('an archive that is no workbook', () => {
  const sheet = sheetOf('<row><c><v>7</v></c></row>')
  const whole = workbookOf(sheet)
  test.each([
    ['cut off', whole.subarray(0, whole.length - 40), 'damaged or cut off'],
    [
      'cut in the middle of its directory',
      Buffer.concat([whole.subarray(0, -200), whole.subarray(-22)]),
      'damaged or cut off',
    ],
    [
      'a text document',
      zipOf([
        { name: '_rels/.rels', data: relations(['r1', 'officeDocument', 'word/document.xml']) },
        { name: 'word/document.xml', data: '<document/>' },
      ]),
      'no Excel workbook',
    ],
    [
      'an OpenDocument table',
      zipOf([{ name: 'mimetype', data: 'application/vnd.oasis', isStored: true }]),
      'no Excel workbook',
    ],
    [
      'locked by a password',
      workbookOf('', { name: 'xl/worksheets/s1.xml', data: sheet, flags: 1 }),
      'has a password',
    ],
    ['broken XML', workbookOf(sheet.replace('</row>', '</rows>')), 'damaged'],
    ['a sheet that ends early', workbookOf(sheet.slice(0, -20)), 'damaged'],
    [
      'without visible sheets',
      workbookOf(sheet, { name: 'xl/workbook.xml', data: '<workbook><sheets/></workbook>' }),
      'no Excel workbook',
    ],
  ])('is refused: %s', async (_name, bytes, sentence) => {
    await expect(rowsOf(bytes)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(sentence),
    })
  })
  test('is refused: one whose packed bytes are damaged', async () => {
    const bytes = Buffer.from(whole)
    bytes.fill(0xff, bytes.indexOf('xl/worksheets/s1.xml') + 20, bytes.indexOf('xl/worksheets/s1.xml') + 40)
    await expect(rowsOf(bytes)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('damaged'),
    })
  })
})

describe('the copy that is kept while a workbook is read', () => {
  afterEach(() => vi.unstubAllEnvs())
  test.each([
    ['it was read', workbookOf(sheetOf('<row><c><v>7</v></c></row>'))],
    ['it was refused', workbookOf('<worksheet>')],
  ])('is gone when %s', async (_name, bytes) => {
    const folder = await mkdtemp(join(tmpdir(), 'xlsx-'))
    vi.stubEnv('TMPDIR', folder)
    const { length } = await openSimFile(once(bytes), 'sims.xlsx').then(
      async ({ rows }) => {
        await rows.next()
        const during = await readdir(folder)
        await Array.fromAsync(rows)
        return during
      },
      () => ['refused'],
    )
    expect(length).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })
})
