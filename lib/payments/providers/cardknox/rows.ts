import { type Money, toDecimal } from '@/lib/core/money'
import { fromWire } from './amount'
import { type Link, report } from './client'
import { daysAfter, fromWall, toWall } from './wall-time'

/** A transaction as a report holds it; commands and results in lower case. */
export type Row = {
  refNum: string
  command: string
  result: 'approved' | 'declined' | 'error'
  at: Date
  /** As the account writes it, to ask for what comes after. */
  entered: string
  asked: Money
  authorized: Money
  reference: string
  mark: string
  purpose: string
  installation: string
  error: string
  isVoid: boolean
  isVoidable: boolean
  token: string
  brand: string | null
  last4: string | null
  exp: string
}

/** Where what is ours travels beside the reference: the id of a refund; what a charge is for, or its key. */
export const MARK = 'xCustom02'
export const PURPOSE = 'xCustom03'
/** Which installation of ours: others may share the account. */
export const INSTALLATION = 'xCustom04'

const isSet = (text: string | undefined): boolean => /^(1|true|yes)$/i.test(text ?? '')

const resultOf = (text: string): Row['result'] =>
  /^a/i.test(text) ? 'approved' : /^d/i.test(text) ? 'declined' : 'error'

function toRow({ credentials }: Link, raw: Record<string, string>): Row {
  const { timeZone, referenceField, currency } = credentials
  const code = raw.xCurrency || currency
  const asked = raw.xRequestAmount || raw.xAmount || '0'
  const entered = raw.xEnteredDate ?? ''
  return {
    refNum: raw.xRefNum ?? '',
    command: (raw.xCommand ?? '').toLowerCase(),
    result: resultOf(raw.xResponseResult ?? ''),
    at: fromWall(entered, timeZone) ?? new Date(),
    entered,
    asked: fromWire(asked, code),
    authorized: fromWire(raw.xAuthAmount || raw.xAmount || asked, code),
    reference: raw[referenceField] ?? '',
    mark: raw[MARK] ?? '',
    purpose: raw[PURPOSE] ?? '',
    installation: raw[INSTALLATION] ?? '',
    error: raw.xResponseError ?? '',
    isVoid: isSet(raw.xVoid),
    isVoidable: isSet(raw.xVoidable),
    token: raw.xToken ?? '',
    brand: (raw.xCardType || raw.xCCType || '').toLowerCase() || null,
    last4: /\d{4}$/.exec(raw.xMaskedCardNumber || raw.xMaskedAccountNumber || '')?.[0] ?? null,
    exp: raw.xExp ?? '',
  }
}

/** A sale that was just answered, as its report will hold it. */
export const rowOfAnswer = (
  link: Link,
  answer: Record<string, string>,
  { amount, ...ours }: { amount: Money } & Pick<Row, 'reference' | 'purpose' | 'installation'>,
): Row => ({
  ...toRow(link, {
    ...answer,
    xCommand: 'CC:Sale',
    xAmount: toDecimal(amount),
    xResponseResult: answer.xResult ?? '',
    xResponseError: answer.xError ?? '',
  }),
  ...ours,
})

const mostAtOnce = '1000'
// What matters is where a report begins; its end only has to lie ahead of all clocks.
const ahead = 366

/** Everything that the account did since a moment, oldest first, page by page to the end (psp.md 6.4). */
export async function rowsSince(
  link: Link,
  since: Date,
  filter: Record<string, string> = {},
  until = daysAfter(new Date(), ahead),
): Promise<Row[]> {
  const { timeZone } = link.credentials
  const end = toWall(until, timeZone)
  const found = new Map<string, Row>()
  for (let begin = toWall(since, timeZone); ; ) {
    const page = await report(link, {
      ...filter,
      xCommand: 'report:all',
      xBeginDate: begin,
      xEndDate: end,
      xGetNewest: 'false',
      xMaxRecords: mostAtOnce,
    })
    const rows = page.xReportData.map((raw) => toRow(link, raw))
    for (const row of rows) found.set(`${row.refNum}:${row.command}`, row)
    const isFull = page.xRecordsReturned > 0 && page.xRecordsReturned === page.xReportingMaxTransactions
    const next = rows.length ? toWall(rows.at(-1)!.at, timeZone) : begin
    if (!isFull) return inOrder([...found.values()])
    if (next <= begin) throw new Error('cardknox: a report of one second is longer than a page')
    begin = next
  }
}

/** All that bears our reference. `ai`: exactly this (docs.solapayments.com/api/reporting); checked here all the same. */
export async function rowsOf(link: Link, reference: string, since: Date): Promise<Row[]> {
  const rows = await rowsSince(link, since, { [link.credentials.referenceField]: `ai${reference}` })
  return rows.filter((row) => row.reference === reference)
}

/** One transaction; undefined when the account has none of this number. */
export async function rowNamed(link: Link, refNum: string): Promise<Row | undefined> {
  const { xReportData } = await report(link, { xCommand: 'report:transaction', xRefNum: refNum })
  return xReportData.map((raw) => toRow(link, raw)).find((row) => row.refNum === refNum)
}

/** A transaction and all that followed it, made here or in the portal. */
export async function rowsRelatedTo(link: Link, refNum: string): Promise<Row[]> {
  const { xReportData } = await report(link, { xCommand: 'report:related', xRefNum: refNum })
  return inOrder(xReportData.map((raw) => toRow(link, raw)))
}

const byNumber = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1)

const inOrder = (rows: Row[]): Row[] =>
  rows.sort((a, b) => a.at.getTime() - b.at.getTime() || byNumber(a.refNum, b.refNum))

/** Two lists as one, each transaction once. */
export const joined = (...lists: readonly Row[][]): Row[] =>
  inOrder([...new Map(lists.flat().map((row) => [`${row.refNum}:${row.command}`, row])).values()])
