import { expect, test } from 'vitest'
import { openSimFile } from './open'

const open = (content: string | Buffer, name: string) =>
  openSimFile(
    (async function* () {
      yield Buffer.from(content as string)
    })(),
    name,
  )

const latin = (text: string) => Buffer.from(text, 'latin1')

test.each([
  ['sims.csv', Buffer.from('%PDF-1.7\n%âãÏÓ'), 'a PDF document'],
  ['sims.xlsx', Buffer.from('%PDF-1.7\n'), 'a PDF document'],
  ['sims.xlsx', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), 'Save it as .xlsx'],
  ['sims.csv', latin('\x89PNG\r\n\x1a\n'), 'a picture'],
  ['sims.csv', latin('\x1f\x8b\x08\x00'), 'a packed archive'],
  ['sims.csv', '<!DOCTYPE html><html><body>Sign in', 'a web page'],
  ['sims.csv', '\uFEFF  <table><tr><td>iccid', 'a web page'],
  ['sims.csv', Buffer.from('\uFEFF<html>', 'utf16le'), 'a web page'],
  ['sims.csv', '<?xml version="1.0"?><sims/>', 'an XML document'],
  ['sims.csv', '[{"iccid": "89445"}]', 'a JSON document'],
  ['sims.csv', latin('iccid\x00\x01\x02\x03'), 'not a text file'],
  ['sims.csv', latin('PK\x03\x04'), 'Is it an .xlsx file?'],
  ['sims.xlsx', 'iccid,note\n89445,a', 'Rename it to .csv'],
  ['sims.csv', '', 'is empty'],
  ['sims.xlsx', '', 'is empty'],
  ['sims.csv', ' \r\n\t\n', 'is empty'],
  ['sims.xls', 'iccid', 'neither .csv nor .xlsx'],
  ['sims', 'iccid', 'neither .csv nor .xlsx'],
])('%s with other content is refused by its name (%#)', async (name, content, sentence) => {
  await expect(open(content, name)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(sentence),
    detail: { fields: { file: [expect.stringContaining(sentence)] } },
  })
})

test.each(['sims.CSV', 'sims.tsv', 'sims.txt'])('%s is read as text', async (name) => {
  const { rows } = await open('iccid\tnote\n89445\ta\n', name)
  expect(await Array.fromAsync(rows)).toEqual([{ row: 2, cells: ['89445', 'a'] }])
})
