import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCell } from './cell'
import { errorsCsv, type RefusedRow } from './errors-file'
import { openSimFile } from './open'

const textOf = async (header: string[], rows: RefusedRow[]) =>
  (await Array.fromAsync(errorsCsv(header, rows))).join('')

test('each refused row is given back as it was, with the reason behind it', async () => {
  const rows = [
    { cells: ['8944538532008160223', 'a "red", card'], reason: 'ICCID: The check digit does not fit.' },
  ]
  expect(await textOf(['ICCID', 'Note'], rows)).toBe(
    '\uFEFFICCID,Note,Reason\r\n\'8944538532008160223,"a ""red"", card",ICCID: The check digit does not fit.\r\n',
  )
})

test('nothing in it runs as a formula', async () => {
  const rows = [{ cells: ['=HYPERLINK("http://x.test")', '@x'], reason: '=1+1' }]
  expect(await textOf(['ICCID', '=note'], rows)).toBe(
    '\uFEFFICCID,\'=note,Reason\r\n"\'=HYPERLINK(""http://x.test"")",\'@x,\'=1+1\r\n',
  )
})

test('the reasons of an earlier round are replaced, and short rows keep their columns', async () => {
  const rows = [{ cells: ['8944', 'old reason'], reason: 'new reason' }]
  expect(await textOf(['ICCID', 'Reason', 'Note'], rows)).toBe(
    '\uFEFFICCID,Note,Reason\r\n8944,,new reason\r\n',
  )
})

test('a list of errors can be uploaded as it is', async () => {
  const cell = fc.stringMatching(/^[-=+@'"a-z0-9,; \n\t]{0,12}$/)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constant('8944538532008160222'), cell, cell), { minLength: 1 }),
      async (rows) => {
        const text = errorsCsv(
          ['ICCID', 'Note', 'Label'],
          rows.map((cells) => ({ cells, reason: 'because, "so"' })),
        )
        const bytes = (async function* () {
          for await (const piece of text) yield Buffer.from(piece)
        })()
        const file = await openSimFile(bytes, 'errors.csv')
        const again = await Array.fromAsync(file.rows, ({ cells }) => cells.slice(0, 3).map(readCell))
        expect(file.notices).toEqual([])
        expect(again).toEqual(rows.map((cells) => cells.map(readCell)))
      },
    ),
  )
})
