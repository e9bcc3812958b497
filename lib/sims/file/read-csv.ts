import { CsvError, type Parser, parse } from 'csv-parse'
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
  const found: string[][] = []
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(start),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.recordBytes,
    // Rows are taken here, a packet at a time: reading them from the stream one by one costs as much as parsing.
    on_record: (cells: string[]) => {
      found.push(cells)
      return null
    },
  })
  // Told to the one who writes, below.
  parser.on('error', () => {})
  let row = 0
  for await (const chunk of withEnd(toUtf8(head, bytes))) {
    await feed(parser, chunk)
    for (const cells of found) {
      row++
      if (isBlank(cells)) continue
      if (row > limits.rows) throw fileProblem(`The file has more than ${limits.rows} rows. Split it.`)
      yield { row, cells }
    }
    found.length = 0
  }
}

async function* withEnd(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  yield* bytes
  yield null
}

/** Resolves when the rows that end in this chunk have been found; null is the end of the text. */
function feed(parser: Parser, chunk: Buffer | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => {
      if (!error) resolve()
      else reject(error instanceof CsvError ? csvProblem(error) : error)
    }
    if (chunk) parser.write(chunk, done)
    else parser.end(done)
  })
}

function csvProblem(error: CsvError) {
  const row = Number(error.records) + 1
  return error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    ? fileProblem(
        `Row ${row}: a quotation mark opens a cell and none closes it. Remove it, or write it twice.`,
      )
    : fileProblem(`Row ${row} cannot be read as delimited text. Save the file again as CSV.`)
}

/** The delimiter under which most column names are known, or else the one that makes most columns. */
function delimiterOf(start: string): string {
  const lines = start.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const score = (delimiter: string) =>
    Math.max(0, ...lines.slice(0, limits.headerRows).map((line) => known(line, delimiter)))
  const scores = delimiters.map((delimiter) => ({ delimiter, score: score(delimiter) }))
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter
}

function known(line: string, delimiter: string): number {
  const cells = line.split(delimiter)
  return cells.filter((cell) => fieldOf(cell)).length + Math.min(cells.length, limits.columns) / 1000
}
