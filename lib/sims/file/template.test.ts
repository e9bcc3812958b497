import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { openSimFile } from './open'
import { parseRow } from './row'
import { templateCsv, templateXlsx } from './template'

async function* once(bytes: Uint8Array) {
  yield bytes
}

test('the template as CSV has the same columns as the workbook, and all are known', async () => {
  const text = `${templateCsv()}8944538532008160222\r\n`
  const { columns, notices, rows } = await openSimFile(once(Buffer.from(text)), 'template.csv')
  await Array.fromAsync(rows)
  expect(notices).toEqual([])
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load((await templateXlsx()).buffer)
  const values = workbook.getWorksheet('SIMs')!.getRow(1).values as string[]
  expect(columns.header).toEqual(values.slice(1))
  expect(columns.fields).toHaveLength(columns.header.length)
})

test('an empty template is told to be empty', async () => {
  await expect(
    openSimFile(once(await templateXlsx()), 'template.xlsx').then(({ rows }) => rows.next()),
  ).rejects.toThrow('no rows below them')
})

test('the filled workbook gives back every digit that was typed, and its examples are right', async () => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load((await templateXlsx()).buffer)
  const sims = workbook.getWorksheet('SIMs')!
  expect(sims.getColumn(1).numFmt).toBe('@')
  const notes = workbook.getWorksheet('Notes')!
  const examples = sims.columns.map((_column, index) => notes.getCell(index + 2, 3).value as string)
  sims.addRow(examples)
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer())
  const { columns, notices, rows } = await openSimFile(once(bytes), 'template.xlsx')
  const [row] = await Array.fromAsync(rows)
  expect({ notices, row }).toEqual({ notices: [], row: { row: 2, cells: examples } })
  expect(parseRow(row!, columns, { luhn: 'strict' })).toMatchObject({
    warnings: [],
    sim: {
      iccid: '8944538532008160222',
      puk1: '00000000',
      labels: ['fleet', 'north'],
      company: 'Example Ltd',
    },
  })
})
