import { type Columns, fieldOf, mapColumns } from './columns'
import { kindOf } from './detect'
import { fileProblem, limits } from './limits'
import type { RawRow } from './raw-row'
import { readCsv } from './read-csv'
import { readXlsx } from './read-xlsx'
import { opened, peek, type Source, spooled } from './source'

/** `rows` yields what stands below the column names. Who does not read them must `close` the file. */
export type SimFile = {
  columns: Columns
  notices: string[]
  rows: AsyncGenerator<RawRow>
  close: () => Promise<unknown>
}

/**
 * Opens an uploaded list of SIMs, CSV or XLSX. It is read as it arrives; memory does not grow with the rows, but for the
 * shared texts of a workbook. Throws `invalid` or `too_large` with a sentence, now or while rows are read.
 */
export async function openSimFile(source: Source, fileName: string): Promise<SimFile> {
  const notices: string[] = []
  const { isWorkbook, rows } = await openRows(source, fileName, notices)
  try {
    const header = await findHeader(rows)
    const mapped = mapColumns(header.cells)
    const width = isWorkbook ? header.cells.length : undefined
    return {
      columns: mapped.columns,
      notices: [...notices, ...mapped.notices],
      rows: dataRows(rows, width),
      close: () => rows.return(undefined),
    }
  } catch (error) {
    await rows.return(undefined)
    throw error
  }
}

async function openRows(source: Source, fileName: string, notices: string[]) {
  const { head, bytes, close } = await peek(source, 65_536)
  try {
    if (kindOf(head, fileName) === 'csv') return { isWorkbook: false, rows: readCsv(head, bytes) }
  } catch (error) {
    await close()
    throw error
  }
  const read = (path: string) => opened(path, (file) => readXlsx(file, notices))
  if (typeof source !== 'string') return { isWorkbook: true, rows: spooled(bytes, read) }
  await close()
  return { isWorkbook: true, rows: read(source) }
}

/** The first row that names the ICCID; above it there may be a title. Without one, the first row is blamed. */
async function findHeader(rows: AsyncGenerator<RawRow>): Promise<RawRow> {
  const seen: RawRow[] = []
  while (seen.length < limits.headerRows) {
    const { value, done } = await rows.next()
    if (done) break
    if (value.cells.some((cell) => fieldOf(cell) === 'iccid')) return value
    seen.push(value)
  }
  if (!seen[0]) throw fileProblem('The file holds no rows.')
  return seen[0]
}

async function* dataRows(rows: AsyncGenerator<RawRow>, width?: number): AsyncGenerator<RawRow> {
  let isEmpty = true
  for await (const row of rows) {
    isEmpty = false
    // Right of a list in a workbook people keep notes of their own.
    if (width !== undefined && row.cells.length > width) row.cells.length = width
    yield row
  }
  if (isEmpty) throw fileProblem('The file has column names but no rows below them.')
}
