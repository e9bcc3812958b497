import { notFound } from '@/lib/core/error'
import { madeAt } from '@/lib/core/id'
import type { FetchOptions } from '../../gateway'
import type { PaymentState } from '../../states'
import type { Link } from './client'
import { keptMethod } from './keep'
import { joined, type Row, rowNamed, rowsOf, rowsRelatedTo } from './rows'
import { SAVE } from './site'
import { familyOf, toState } from './translate'
import { daysBefore } from './wall-time'

// The account's clock and ours need not agree, nor what it calls its time zone.
export const marginDays = 2

const isRefNum = (externalId: string): boolean => /^\d+$/.test(externalId)

/** What belongs to a payment, by the number of any of its transactions, or by our reference as long as it has none. */
export async function readRows(
  link: Link,
  externalId: string,
  everything = false,
): Promise<{ rows: Row[]; reference: string }> {
  const known = isRefNum(externalId) ? await rowsAround(link, externalId) : []
  const reference = isRefNum(externalId) ? (known.find((row) => row.reference)?.reference ?? '') : externalId
  const since = daysBefore(madeAt(reference) ?? known[0]?.at ?? new Date(), marginDays)
  const own = reference ? joined(known, await rowsOf(link, reference, since)) : known
  const { first } = familyOf(own)
  const rows = everything && first ? joined(own, await rowsRelatedTo(link, first.refNum)) : own
  return { rows, reference }
}

/** The same as our state, null while nothing is known; and the transaction that names it. */
export async function readFamily(
  link: Link,
  externalId: string,
  { everything, asked }: FetchOptions = {},
): Promise<{ state: PaymentState | null; first: Row | undefined }> {
  const { rows, reference } = await readRows(link, externalId, everything)
  const { first } = familyOf(rows)
  const state = toState(rows, { mode: link.credentials.mode, reference, asked })
  if (state?.status !== 'paid' || first?.purpose !== SAVE) return { state, first }
  // The money comes first: a card that cannot be kept now holds up nothing.
  const savedMethod = await keptMethod(link, rows, reference).catch(() => null)
  return { state: savedMethod ? { ...state, savedMethod } : state, first }
}

/** A transaction by its number; one that was made in the portal may bear our reference only on what it follows. */
async function rowsAround(link: Link, refNum: string): Promise<Row[]> {
  const row = await rowNamed(link, refNum)
  if (!row) throw notFound('payment at Cardknox')
  return row.reference ? [row] : joined([row], await rowsRelatedTo(link, refNum))
}

/** The same, where it must be there. */
export async function readState(
  link: Link,
  externalId: string,
  options?: FetchOptions,
): Promise<PaymentState> {
  const { state } = await readFamily(link, externalId, options)
  if (!state) throw notFound('payment at Cardknox')
  return state
}
