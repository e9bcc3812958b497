import type { FileHandle } from 'node:fs/promises'
import { fileProblem, limits } from './limits'
import { isBlank, type Mark, type RawRow } from './raw-row'
import { openWorkbook, readSharedStrings, textCollector } from './workbook'
import { readXml, type XmlHandler } from './xml'
import { unpack } from './zip'

/** Rows of the first visible sheet, read as they are unpacked. What else should be known is put into `notices`. */
export async function* readXlsx(file: FileHandle, notices: string[]): AsyncGenerator<RawRow> {
  const workbook = await openWorkbook(file)
  notices.push(...workbook.notices)
  const shared = await readSharedStrings(file, workbook.sharedStrings)
  const found: RawRow[] = []
  const rows = rowHandler(shared, (row) => found.push(row))
  for await (const _ of readXml(unpack(file, workbook.sheet), rows)) {
    yield* found
    found.length = 0
  }
  yield* found
}

type Cell = { index: number; type: string; hasFormula: boolean; value: string; isInValue: boolean }

/** Puts a sheet together cell by cell (ECMA-376 part 1, 18.3.1). Row and column numbers may be left out. */
function rowHandler(shared: string[], emit: (row: RawRow) => void): XmlHandler {
  let row: RawRow = { row: 0, cells: [] }
  let cell: Cell = emptyCell(-1)
  const inline = textCollector()
  return {
    open: (name, attributes) => {
      inline.open(name)
      if (name === 'row') {
        row = { row: attributes.r ? Number(attributes.r) : row.row + 1, cells: [] }
        cell = emptyCell(-1)
      } else if (name === 'c') {
        cell = emptyCell(attributes.r ? columnIndex(attributes.r) : cell.index + 1, attributes.t)
      } else if (name === 'f') cell.hasFormula = true
      else if (name === 'v') cell.isInValue = true
    },
    text: (text) => {
      inline.text(text)
      if (cell.isInValue) cell.value += text
    },
    close: (name) => {
      inline.close(name)
      if (name === 'v') cell.isInValue = false
      else if (name === 'c')
        place(row, cell, cell.type === 'inlineStr' ? inline.take() : textOf(cell, shared))
      else if (name === 'row' && !isBlank(row.cells)) emit(checked(row))
    },
  }
}

const emptyCell = (index: number, type = 'n'): Cell => ({
  index,
  type,
  hasFormula: false,
  value: '',
  isInValue: false,
})

/** `C7` -> 2 */
function columnIndex(reference: string): number {
  let index = 0
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '')
    index = index * 26 + letter.charCodeAt(0) - 64
  return index - 1
}

function textOf({ type, value }: Cell, shared: string[]): string {
  if (type === 's') return shared[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  return type === 'n' && isWhole(value) ? String(Number(value)) : value
}

/** A number cell keeps 15 digits; what has more was typed with digits that are gone. */
const isRounded = ({ type, value }: Cell): boolean => type === 'n' && Math.abs(Number(value)) >= 1e15

const isWhole = (value: string): boolean =>
  value !== '' && Number.isInteger(Number(value)) && Math.abs(Number(value)) < 1e15

const shownRounded = (value: string): string =>
  Number(value)
    .toExponential(5)
    .replace(/\.?0*e/, 'E')

function place(row: RawRow, cell: Cell, text: string): void {
  const mark = markOf(cell, text)
  if (text === '' && !mark) return
  if (cell.index < 0 || cell.index >= limits.columns)
    throw fileProblem(
      `Row ${row.row} has a cell beyond column ${limits.columns}. Delete what stands right of the list.`,
    )
  while (row.cells.length < cell.index) row.cells.push('')
  row.cells[cell.index] = mark === 'rounded' ? shownRounded(cell.value) : text
  if (!mark) return
  row.marks ??= new Map()
  row.marks.set(cell.index, mark)
}

function markOf(cell: Cell, text: string): Mark | null {
  if (cell.type === 'e') return 'error'
  if (isRounded(cell)) return 'rounded'
  if (!cell.hasFormula) return null
  return text === '' ? 'formula_without_result' : 'formula'
}

function checked(row: RawRow): RawRow {
  if (row.row > limits.rows) throw fileProblem(`The sheet has more than ${limits.rows} rows. Split it.`)
  if (row.cells.some((cell) => cell.length > limits.cellChars))
    throw fileProblem(`Row ${row.row}: a cell holds more than ${limits.cellChars} letters.`)
  return row
}
