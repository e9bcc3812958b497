import { escapeCell } from './cell'
import { isOwnColumn } from './columns'

/** A row that was not taken, as it stood in the file, and why. */
export type RefusedRow = { cells: string[]; reason: string }

const csvCell = (text: string): string =>
  /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/** A text as a cell of CSV that is safe to open in a spreadsheet. */
export const csvText = (text: string): string => csvCell(escapeCell(text))

const csvLine = (cells: string[]): string => `${cells.map(csvText).join(',')}\r\n`

/**
 * The refused rows as CSV text, piece by piece: the columns of the upload and a last one, Reason. It is safe to open in
 * a spreadsheet and, once corrected, can be uploaded as it is.
 */
export async function* errorsCsv(
  header: string[],
  rows: AsyncIterable<RefusedRow> | Iterable<RefusedRow>,
): AsyncGenerator<string> {
  const kept = header.map((_name, index) => index).filter((index) => !isOwnColumn(header[index]!))
  yield `\uFEFF${csvLine([...kept.map((index) => header[index]!), 'Reason'])}`
  for await (const { cells, reason } of rows)
    yield csvLine([...kept.map((index) => cells[index] ?? ''), reason])
}
