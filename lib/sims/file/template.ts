import ExcelJS from 'exceljs'
import type { Field } from './columns'
import { notesSheet } from './workbook'

/** The columns of the template in order: name, what belongs there, an example. All names are ones that we read. */
const columns: { field: Field; name: string; meaning: string; example: string }[] = [
  {
    field: 'iccid',
    name: 'ICCID',
    meaning: 'Required. The 18 to 22 digits printed on the card.',
    example: '8944538532008160222',
  },
  {
    field: 'formFactor',
    name: 'Type',
    meaning: 'physical or esim. Empty: esim when there is a code.',
    example: 'esim',
  },
  {
    field: 'activationCode',
    name: 'Activation code',
    meaning: 'The text of the QR code. Or the next two columns.',
    example: 'LPA:1$smdp.example.com$ABC-123',
  },
  {
    field: 'smdpAddress',
    name: 'SM-DP+ address',
    meaning: 'The host name of the download server.',
    example: 'smdp.example.com',
  },
  {
    field: 'matchingId',
    name: 'Matching ID',
    meaning: 'The part of the code behind the address.',
    example: 'ABC-123',
  },
  {
    field: 'confirmationCode',
    name: 'Confirmation code',
    meaning: 'Only when the phone asks for one.',
    example: '1234',
  },
  {
    field: 'msisdn',
    name: 'MSISDN',
    meaning: 'The phone number with country code.',
    example: '+491711234567',
  },
  { field: 'imsi', name: 'IMSI', meaning: '14 or 15 digits.', example: '262011234567890' },
  {
    field: 'eid',
    name: 'EID',
    meaning: 'The 32 digits of the chip that holds the eSIM.',
    example: '89049032123451234512345678901235',
  },
  {
    field: 'imei',
    name: 'IMEI',
    meaning: 'The device, when the SIM belongs to one.',
    example: '490154203237518',
  },
  { field: 'pin1', name: 'PIN1', meaning: '4 to 8 digits.', example: '0000' },
  { field: 'puk1', name: 'PUK1', meaning: '8 digits.', example: '00000000' },
  { field: 'pin2', name: 'PIN2', meaning: '4 to 8 digits.', example: '0000' },
  { field: 'puk2', name: 'PUK2', meaning: '8 digits.', example: '00000000' },
  { field: 'apn', name: 'APN', meaning: 'The access point name.', example: 'internet' },
  {
    field: 'operator',
    name: 'Operator',
    meaning: 'The telecom that the SIM comes from.',
    example: 'Example Mobile',
  },
  {
    field: 'company',
    name: 'Company',
    meaning: 'The company that the SIM belongs to.',
    example: 'Example Ltd',
  },
  { field: 'labels', name: 'Labels', meaning: 'Several are parted by semicolons.', example: 'fleet; north' },
  { field: 'note', name: 'Note', meaning: 'Anything that helps people.', example: 'spare card' },
  {
    field: 'externalRef',
    name: 'External reference',
    meaning: 'The name under which another system knows it.',
    example: 'PO-1001',
  },
]

/** An empty list of SIMs as CSV: the names of the columns, with the mark by which Excel knows UTF-8. */
export const templateCsv = (): string => `\uFEFF${columns.map(({ name }) => name).join(',')}\r\n`

/** The same as a workbook: every column is text, so that no digit is lost, and a second sheet explains them. */
export async function templateXlsx(): Promise<Uint8Array<ArrayBuffer>> {
  const workbook = new ExcelJS.Workbook()
  const sims = workbook.addWorksheet('SIMs', { views: [{ state: 'frozen', ySplit: 1 }] })
  sims.columns = columns.map(({ name, example }) => ({
    header: name,
    width: Math.max(name.length, example.length) + 3,
    style: { numFmt: '@' },
  }))
  sims.getRow(1).font = { bold: true }
  const notes = workbook.addWorksheet(notesSheet)
  notes.columns = [
    { header: 'Column', width: 22 },
    { header: 'What belongs there', width: 60 },
    { header: 'Example', width: 40, style: { numFmt: '@' } },
  ]
  notes.getRow(1).font = { bold: true }
  for (const { name, meaning, example } of columns) notes.addRow([name, meaning, example])
  notes.addRow([])
  notes.addRow([
    'Secret keys',
    'Ki, OPc, ADM and OTA keys have no place here; a file that holds them is refused.',
  ])
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}
