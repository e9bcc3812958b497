import { type Money, toDecimal } from '@/lib/core/money'
import { csvText } from '@/lib/sims/file/errors-file'
import { purposeWords } from './purpose'
import type { Transaction } from './query'

/** Amounts are numbers in a spreadsheet, so that they can be summed; their currency stands beside them. */
const decimal = (value: Money | null): string => (value ? toDecimal(value) : '')

type Column = { title: string; read: (row: Transaction) => string; isNumber?: true; isTime?: true }

const columns: readonly Column[] = [
  { title: 'Id', read: ({ id }) => id },
  { title: 'Date (UTC)', read: ({ at }) => at.toISOString(), isTime: true },
  { title: 'Type', read: ({ type }) => type },
  { title: 'For', read: ({ purpose }) => purposeWords[purpose] },
  { title: 'Order', read: ({ orderId }) => orderId ?? '' },
  { title: 'SIM', read: ({ iccid }) => iccid ?? '' },
  { title: 'Plan', read: ({ plan }) => plan },
  { title: 'Amount', read: ({ amount }) => decimal(amount), isNumber: true },
  { title: 'Currency', read: ({ amount }) => amount.currency },
  { title: 'Method', read: ({ method }) => method ?? '' },
  { title: 'Card', read: ({ brand, last4 }) => [brand, last4].filter(Boolean).join(' ') },
  { title: 'Fee', read: ({ fee }) => decimal(fee), isNumber: true },
  { title: 'Net', read: ({ net }) => decimal(net), isNumber: true },
  { title: 'Settled in', read: ({ net, fee }) => (net ?? fee)?.currency ?? '' },
  { title: 'End user', read: ({ email }) => email ?? '' },
  { title: 'Company', read: ({ company }) => company ?? '' },
  { title: 'PSP', read: ({ psp }) => psp },
  { title: 'PSP reference', read: ({ reference }) => reference ?? '' },
  { title: 'Status', read: ({ status }) => status },
  { title: 'Mode', read: ({ mode }) => mode },
  { title: 'Billing cycle', read: ({ cycle }) => cycle },
  { title: 'Labels', read: ({ labels }) => labels.join(', ') },
]

const placesOf = (is: (column: Column) => true | undefined) =>
  new Set(columns.flatMap((column, place) => (is(column) ? [place] : [])))

/** The places of the columns that hold numbers. */
export const numbersAt = placesOf(({ isNumber }) => isNumber)

/** The places of the columns that hold a moment, in UTC. */
export const timesAt = placesOf(({ isTime }) => isTime)

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

/** The first line, with the mark by which spreadsheets know UTF-8. */
export const csvHead = (): string => `\uFEFF${lineOf(columns.map(({ title }) => csvText(title)))}`

/** One line; texts that a spreadsheet would run as a formula are made harmless. */
export const csvRow = (row: Transaction): string =>
  lineOf(columns.map(({ read, isNumber }) => (isNumber ? read(row) : csvText(read(row)))))
