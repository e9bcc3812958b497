import { extname } from 'node:path'
import { wideEncodingOf } from './decode'
import { fileProblem } from './limits'

export type FileKind = 'csv' | 'xlsx'

const wanted: Record<string, FileKind> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
}

/** How files begin that people upload by mistake: bytes, and the words of other text formats. */
const binaries: [string[], string][] = [
  [['%PDF-'], 'a PDF document'],
  [
    ['\xd0\xcf\x11\xe0'],
    'a workbook of the old Excel format (.xls), or has a password. Save it as .xlsx without one',
  ],
  [['\x89PNG', '\xff\xd8\xff', 'GIF8'], 'a picture'],
  [['\x1f\x8b', '7z\xbc\xaf', 'Rar!'], 'a packed archive. Unpack it first'],
]
const texts: [RegExp, string][] = [
  [
    /^\s*<(!doctype html|html|head|body|table|meta|script)\b/i,
    'a web page, perhaps of a sign-in that had expired',
  ],
  [/^\s*<\?xml/i, 'an XML document'],
  [/^\s*(\{\s*"|\[\s*[[{"])/, 'a JSON document'],
]

/** What the file is by content. Throws a sentence when that is no table, or not what the name says. */
export function kindOf(head: Buffer, fileName: string): FileKind {
  const name = wanted[extname(fileName).toLowerCase()]
  if (!name) throw fileProblem(`“${fileName}” is neither .csv nor .xlsx. Save the list as one of these.`)
  if (head.length === 0) throw fileProblem(`“${fileName}” is empty.`)
  if (head.toString('latin1', 0, 4) === 'PK\x03\x04') {
    if (name === 'xlsx') return 'xlsx'
    throw fileProblem(`“${fileName}” is named as text but holds a workbook or archive. Is it an .xlsx file?`)
  }
  const start = textStart(head)
  const other =
    binaries.find(([forms]) => forms.some((form) => start.startsWith(form))) ??
    texts.find(([form]) => form.test(start))
  if (other) throw fileProblem(`“${fileName}” is ${other[1]}.`)
  if (isBinary(start)) throw fileProblem(`“${fileName}” is not a text file, although its name says so.`)
  if (start.trim() === '' && head.length < 1000) throw fileProblem(`“${fileName}” is empty.`)
  if (name === 'csv') return 'csv'
  throw fileProblem(`“${fileName}” is named as a workbook but holds plain text. Rename it to .csv.`)
}

/** The beginning with one character for each byte, or for each two where the text is UTF-16. */
function textStart(head: Buffer): string {
  const start = head.subarray(0, 1000)
  const wide = wideEncodingOf(start)
  if (wide) return new TextDecoder(wide).decode(start)
  return start.toString('latin1').replace(/^\xef\xbb\xbf/, '')
}

const isBinary = (start: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary files from text
  /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(start)
