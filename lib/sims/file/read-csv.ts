import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { fieldOf } from './columns'
import { toUtf8, wideEncodingOf } from './decode'
import { fileProblem, limits } from './limits'
import { isBlank, type RawRow } from './raw-row'

const delimiters = [',', ';', '\t', '|'] as const

/**
 * Rows of delimited text. Delimiter, encoding and line ends are found by content; text is read as it arrives.
 * Throws a sentence with the row for a quotation mark that is never closed.
 */
export async function* readCsv(head: Buffer, bytes: AsyncIterable<Buffer>): AsyncGenerator<RawRow> {
  const start = new TextDecoder(wideEncodingOf(head) ?? 'utf-8').decode(head.subarray(0, 65_536))
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(start),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.recordBytes,
  })
  // What fails on the way in comes out of the parser below.
  const feeding = pipeline(toUtf8(head, bytes), parser).catch(() => {})
  let row = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++
      if (isBlank(cells) || (row === 1 && isDelimiterHint(cells))) continue
      if (row > limits.rows) throw fileProblem(`The file has more than ${limits.rows} rows. Split it.`)
      yield { row, cells }
    }
  } catch (error) {
    throw error instanceof CsvError ? csvProblem(error) : error
  } finally {
    parser.destroy()
    await feeding
  }
}

function csvProblem(error: CsvError) {
  const row = Number(error.records) + 1
  return error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    ? fileProblem(
        `Row ${row}: a quotation mark opens a cell and none closes it. Remove it, or write it twice.`,
      )
    : fileProblem(`Row ${row} cannot be read as delimited text. Save the file again as CSV.`)
}

/** Excel's own first line `sep=;`. */
const isDelimiterHint = (cells: string[]): boolean => /^\s*sep=/i.test(cells[0] ?? '') && cells.length <= 2

/** The delimiter under which most column names are known, or else the one that makes most columns. */
function delimiterOf(start: string): string {
  const lines = start.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const hint = /^\s*sep=(.)/i.exec(lines[0] ?? '')?.[1]
  if (hint) return hint
  const score = (delimiter: string) =>
    Math.max(0, ...lines.slice(0, limits.headerRows).map((line) => known(line, delimiter)))
  const scores = delimiters.map((delimiter) => ({ delimiter, score: score(delimiter) }))
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter
}

function known(line: string, delimiter: string): number {
  const cells = line.split(delimiter)
  return cells.filter((cell) => fieldOf(cell)).length + Math.min(cells.length, limits.columns) / 1000
}
