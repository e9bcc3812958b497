import { createReadStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { parse } from 'csv-parse'
import ExcelJS from 'exceljs'
import { numbersAt, timesAt } from './csv'
import { placeOf } from './files'

// Excel knows no more rows in a sheet.
const mostRows = 1_048_576
const timeFormat = 'yyyy-mm-dd hh:mm:ss'

/** Makes the whole CSV of an export a workbook, row by row; there is a file only once all of it is written. */
export async function writeWorkbook(tenantId: string, id: string): Promise<void> {
  const [from, to] = [placeOf(tenantId, id), placeOf(tenantId, id, 'xlsx')]
  const unfinished = `${to}.part`
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: unfinished, useStyles: true })
  const rows = createReadStream(from).pipe(parse({ bom: true }))
  let head: string[] | undefined
  let sheet: ExcelJS.Worksheet | undefined
  let count = 0
  for await (const cells of rows as AsyncIterable<string[]>) {
    if (!head) {
      head = cells
      continue
    }
    if (!sheet || count % (mostRows - 1) === 0) {
      await sheet?.commit()
      sheet = openSheet(book, head, count)
    }
    await sheet.addRow(cells.map(cellOf)).commit()
    count++
  }
  sheet ??= openSheet(book, head ?? [], 0)
  await sheet.commit()
  await book.commit()
  await rename(unfinished, to)
  await rm(from, { force: true })
}

function openSheet(book: ExcelJS.stream.xlsx.WorkbookWriter, head: string[], count: number) {
  const number = Math.floor(count / (mostRows - 1)) + 1
  const sheet = book.addWorksheet(number === 1 ? 'Transactions' : `Transactions ${number}`, {
    views: [{ state: 'frozen', ySplit: 1 }],
  })
  sheet.columns = head.map((title, place) =>
    timesAt.has(place)
      ? { width: timeFormat.length + 2, style: { numFmt: timeFormat } }
      : { width: Math.max(12, title.length + 2) },
  )
  const row = sheet.addRow(head)
  row.font = { bold: true }
  row.commit()
  return sheet
}

/** Amounts are numbers and moments are dates, so that they can be summed and sorted; all else stays text, long numbers too. */
function cellOf(cell: string, place: number): string | number | Date {
  if (cell === '') return cell
  if (timesAt.has(place)) return new Date(cell)
  return numbersAt.has(place) ? Number(cell) : cell
}
