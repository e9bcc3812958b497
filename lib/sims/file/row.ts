import { iccidBody } from '@/lib/core/iccid'
import { type Parsed, refuse } from '@/lib/core/identifiers'
import { readCell } from './cell'
import { codeOf } from './code'
import type { Columns, Field } from './columns'
import { labelsOf, meant, type RowPolicy, readField } from './fields'
import type { FormFactor } from './form-factor'
import type { RawRow } from './raw-row'

/** One SIM of a file. What the file does not say is null; `operator` and `company` are names as written. */
export type ParsedSim = {
  iccid: string
  /** Without the check digit: by this a tenant has a card once. */
  iccidBody: string
  /** As the file writes it. */
  iccidRaw: string
  formFactor: FormFactor
  /** The LPA text. Secret, as are the codes below. */
  activationCode: string | null
  confirmationCode: string | null
  pin1: string | null
  puk1: string | null
  pin2: string | null
  puk2: string | null
  imsi: string | null
  msisdn: string | null
  eid: string | null
  imei: string | null
  apn: string | null
  operator: string | null
  company: string | null
  labels: string[]
  note: string
  externalRef: string | null
}

/** A sentence about one cell; `column` is its name in the file, or '' for the row as a whole. */
export type RowNote = { column: string; message: string }

export type RowResult = { sim: ParsedSim; warnings: RowNote[] } | { errors: RowNote[]; warnings: RowNote[] }

/** Reads one row: a SIM, or everything that is wrong with the row at once. Never throws for what a file holds. */
export function parseRow(
  row: Pick<RawRow, 'cells' | 'marks'>,
  columns: Columns,
  policy: RowPolicy,
): RowResult {
  const report: Report = { errors: [], warnings: [] }
  if (row.cells.slice(columns.header.length).some((cell) => cell.trim() !== ''))
    report.errors.push({ column: '', message: tooManyCells })
  const cells = checkedCells(row, columns, policy, report)
  const sim = simOf(cells, columns, report)
  return report.errors.length > 0 ? report : { sim, warnings: report.warnings }
}

/** The sentences of a row as one text: `ICCID: … PIN: …`. */
export const reasonOf = (notes: RowNote[]): string =>
  notes.map(({ column, message }) => (column ? `${column}: ${message}` : message)).join(' ')

const tooManyCells =
  'The row has more cells than there are columns. Put a text that holds the delimiter in quotation marks.'

type Report = { errors: RowNote[]; warnings: RowNote[] }
type Cells = Partial<Record<Field, string>> & { iccidRaw: string }

/** The value, or '' after telling why there is none. */
function tell<T extends string | null>(report: Report, column: string, parsed: Parsed<T>): T | '' {
  if ('error' in parsed) {
    report.errors.push({ column, message: parsed.error })
    return ''
  }
  for (const message of parsed.warnings) report.warnings.push({ column, message })
  return parsed.value
}

function checkedCells(
  { cells, marks }: Pick<RawRow, 'cells' | 'marks'>,
  columns: Columns,
  policy: RowPolicy,
  report: Report,
) {
  const found: Cells = { iccidRaw: '' }
  for (const { field, index, header } of columns.fields) {
    const text = meant(field, readCell(cells[index] ?? ''))
    const mark = marks?.get(index)
    if (mark === 'formula')
      report.warnings.push({ column: header, message: 'A formula; its last result was taken.' })
    found[field] = tell(report, header, readField(field, text, policy, mark)) ?? ''
    if (field === 'iccid') found.iccidRaw = text
  }
  return found
}

function simOf(cells: Cells, columns: Columns, report: Report): ParsedSim {
  const orNull = (field: Field): string | null => cells[field] || null
  const activationCode = checkedCode(cells, columns, report)
  const { iccid = '' } = cells
  return {
    iccid,
    iccidBody: iccidBody(iccid),
    iccidRaw: cells.iccidRaw,
    formFactor: checkedForm(cells, activationCode, columns, report),
    activationCode,
    confirmationCode: orNull('confirmationCode'),
    pin1: orNull('pin1'),
    puk1: orNull('puk1'),
    pin2: orNull('pin2'),
    puk2: orNull('puk2'),
    imsi: orNull('imsi'),
    msisdn: orNull('msisdn'),
    eid: orNull('eid'),
    imei: orNull('imei'),
    apn: orNull('apn'),
    operator: orNull('operator'),
    company: orNull('company'),
    labels: labelsOf(cells.labels ?? ''),
    note: cells.note ?? '',
    externalRef: orNull('externalRef'),
  }
}

/** The name that the file itself uses for the first of these fields that it has. */
const nameOf = (columns: Columns, ...fields: Field[]): string =>
  columns.fields.find(({ field }) => fields.includes(field))?.header ?? ''

function checkedCode(cells: Cells, columns: Columns, report: Report): string | null {
  const { activationCode = '', smdpAddress = '', matchingId = '', confirmationCode = '' } = cells
  // Some suppliers give the address of their server in every row, those of physical cards too.
  if (cells.formFactor === 'physical' && !activationCode && !matchingId) return null
  const column = nameOf(columns, 'activationCode', 'matchingId', 'smdpAddress')
  return tell(report, column, codeOf({ activationCode, smdpAddress, matchingId, confirmationCode })) || null
}

function checkedForm(cells: Cells, code: string | null, columns: Columns, report: Report): FormFactor {
  const column = nameOf(columns, 'formFactor')
  if (cells.formFactor === 'physical' && code)
    tell(
      report,
      column,
      refuse('A physical SIM has no activation code. Write esim, or leave the code empty.'),
    )
  if (cells.formFactor === 'esim' && !code && report.errors.length === 0)
    report.warnings.push({
      column,
      message: 'Without activation code this eSIM cannot be delivered from stock.',
    })
  return cells.formFactor === 'esim' || code ? 'esim' : 'physical'
}
