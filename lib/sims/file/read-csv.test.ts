import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from './limits'
import { openSimFile } from './open'
import { peek } from './source'

/** The first packet is what a reader looks at to know the file; those behind it are small. */
const firstPacket = 65_536

async function* chunked(bytes: Uint8Array, size: number) {
  yield bytes.subarray(0, firstPacket)
  for (let at = firstPacket; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const bytesOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? Buffer.from(content) : content

async function rowsOf(content: string | Uint8Array, size = 65_536) {
  const { rows } = await openSimFile(chunked(bytesOf(content), size), 'sims.csv')
  return Array.fromAsync(rows)
}

const problem = (sentence: string | RegExp) => ({ message: expect.stringMatching(sentence) })

const utf16 = (text: string, endian: 'le' | 'be', mark = '\uFEFF') => {
  const bytes = Buffer.from(mark + text, 'utf16le')
  return endian === 'le' ? bytes : bytes.swap16()
}
const encodings: Record<string, (text: string) => Buffer> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16 LE': (text) => utf16(text, 'le'),
  'UTF-16 BE': (text) => utf16(text, 'be'),
  'UTF-16 LE without mark': (text) => utf16(text, 'le', ''),
  'UTF-16 BE without mark': (text) => utf16(text, 'be', ''),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
}

const header = ['ICCID', 'Note', 'Label']
const cell = fc.stringMatching(/^[A-Za-zäöüßé0-9 ,;|\t"\n.-]{0,20}$/)
const table = fc.array(fc.tuple(fc.constant('8944538532008160222'), cell, cell), {
  minLength: 1,
  maxLength: 8,
})

test('whatever delimiter, encoding, line end and quotes a program writes, the same rows come in', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom(...Object.keys(encodings)),
      fc.constantFrom('\r\n', '\n', '\r'),
      fc.boolean(),
      fc.integer({ min: 1, max: 300 }),
      async (rows, delimiter, encoding, lineEnd, quoteAll, size) => {
        const write = (text: string) =>
          quoteAll || /["\n\r,;|\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
        const table = [header, ['', 'x'.repeat(firstPacket), ''], ...rows]
        const lines = table.map((cells) => cells.map(write).join(delimiter))
        const bytes = encodings[encoding]!(lines.join(lineEnd))
        const file = await openSimFile(chunked(bytes, size), 'sims.csv')
        const [, ...found] = await Array.fromAsync(file.rows, ({ cells }) => cells)
        expect([file.columns.header, ...found]).toEqual([header, ...rows])
      },
    ),
    { numRuns: 200 },
  )
})

test('blank lines are no SIMs, and rows keep the numbers that a spreadsheet shows', async () => {
  const found = await rowsOf('\niccid,note\n\n8944538532008160222,a\n , \n,,\n8944538532008160230,b\n\n')
  expect(found.map(({ row, cells }) => [row, cells[1]])).toEqual([
    [4, 'a'],
    [7, 'b'],
  ])
})

test('a title above the names of the columns is skipped', async () => {
  const { columns, rows } = await openSimFile(
    chunked(Buffer.from('Order 7\n\nNote;ICCID\nx;89445\n'), 5),
    'a.csv',
  )
  expect(columns.header).toEqual(['Note', 'ICCID'])
  expect(await Array.fromAsync(rows)).toEqual([{ row: 4, cells: ['x', '89445'] }])
})

test('the line with which Excel names the delimiter is no row', async () => {
  const found = await rowsOf('sep=;\niccid;note\n8944538532008160222;a,b\n')
  expect(found).toEqual([{ row: 3, cells: ['8944538532008160222', 'a,b'] }])
})

test('commas in a list of one column do not hide its delimiter', async () => {
  expect(await rowsOf('iccid;labels;note\n8944538532008160222;a,b,c;x,y\n')).toEqual([
    { row: 2, cells: ['8944538532008160222', 'a,b,c', 'x,y'] },
  ])
})

test('a letter that is cut in two between packets is read whole', async () => {
  for (const size of [1, 2, 3, 5]) {
    const start = `${'iccid,note\n,'.padEnd(firstPacket - 8, 'x')}\n`
    expect((await rowsOf(`${start}89445,Zürich € 😀 end`, size))[1]?.cells[1]).toBe('Zürich € 😀 end')
  }
})

test('signs that only windows-1252 has are read, and an umlaut at the end of the file', async () => {
  expect((await rowsOf(Buffer.from('iccid,note\n89445,5 \x80 Bl\xfc', 'latin1')))[0]?.cells[1]).toBe(
    '5 € Blü',
  )
  expect((await rowsOf(Buffer.from('iccid,note\n89445,Bl\xfc', 'latin1')))[0]?.cells[1]).toBe('Blü')
})

test('text in two encodings is refused, not garbled', async () => {
  const mixed = Buffer.concat([
    Buffer.from('iccid,note\n89445,Zürich\n'),
    Buffer.from('89446,Z\xfcrich\n', 'latin1'),
  ])
  await expect(rowsOf(mixed)).rejects.toMatchObject(problem('CSV UTF-8'))
})

test('a quotation mark inside a cell without quotes is kept', async () => {
  expect((await rowsOf('iccid,note\n89445,6" rack\n'))[0]?.cells[1]).toBe('6" rack')
})

describe('what would swallow the file', () => {
  test('a quotation mark that is never closed is named with its row', async () => {
    await expect(rowsOf('iccid,note\n89445,a\n89446,"b\n89447,c\n')).rejects.toMatchObject(
      problem('^Row 3: a quotation'),
    )
  })
  test('and is noticed long before the end of a large file', async () => {
    let sent = 0
    async function* endless() {
      yield Buffer.from('iccid,note\n89445,"a\n')
      for (; sent < 90 * 1024 * 1024; sent += 65_536) yield Buffer.alloc(65_536, '89446,b\n')
    }
    const reading = openSimFile(endless(), 'sims.csv').then(({ rows }) => Array.fromAsync(rows))
    await expect(reading).rejects.toMatchObject(problem('^Row 2: a quotation'))
    expect(sent).toBeLessThan(5 * 1024 * 1024)
  })
  test('too many rows are refused', async () => {
    const content = `iccid\n${'8\n'.repeat(limits.rows)}`
    await expect(rowsOf(content)).rejects.toMatchObject(problem('more than 500000 rows'))
  })
  test('a file that is too large is cut off while it arrives', async () => {
    let sent = 0
    async function* endless() {
      for (; ; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024)
    }
    const { bytes } = await peek(endless(), 10)
    await expect(Array.fromAsync(bytes, (chunk) => chunk.length)).rejects.toMatchObject({ code: 'too_large' })
    expect(sent).toBe(limits.fileBytes)
  })
})

test('a file without rows is told, with and without names of columns', async () => {
  await expect(rowsOf('iccid,note\n\n')).rejects.toMatchObject(problem('no rows below them'))
  await expect(rowsOf(`${'\n'.repeat(1200)}`)).rejects.toMatchObject(problem('holds no rows'))
})

test('who stops reading stops the upload', async () => {
  let isClosed = false
  async function* upload() {
    try {
      yield Buffer.from('iccid\n')
      for (;;) yield Buffer.from('89445\n'.repeat(2000))
    } finally {
      isClosed = true
    }
  }
  const { rows } = await openSimFile(upload(), 'sims.csv')
  for await (const row of rows) if (row.row > 5) break
  expect(isClosed).toBe(true)
})

test.each([
  ['a file that is refused', '%PDF-1.7'],
  ['a file without ICCIDs', 'note\n89445\n'],
  ['a file that is not read after all', 'iccid\n89445\n'],
])('%s is closed', async (_name, content) => {
  let isClosed = false
  async function* upload() {
    try {
      for (;;) yield Buffer.from(content.padEnd(70_000, ' '))
    } finally {
      isClosed = true
    }
  }
  await openSimFile(upload(), 'sims.csv').then(
    ({ close }) => close(),
    () => null,
  )
  expect(isClosed).toBe(true)
})

test('an upload that breaks off is an error, not a short file', async () => {
  async function* broken() {
    yield Buffer.from('iccid\n89445\n'.padEnd(70_000, ' '))
    throw new Error('connection lost')
  }
  const { rows } = await openSimFile(broken(), 'sims.csv')
  await expect(Array.fromAsync(rows)).rejects.toThrow('connection lost')
})
