import { notFound } from '@/lib/core/error'
import { madeAt } from '@/lib/core/id'
import type { FetchOptions, PaymentState } from '../../provider'
import type { Link } from './client'
import { joined, type Row, rowNamed, rowsOf, rowsRelatedTo } from './rows'
import { type Family, familyOf, toState } from './translate'
import { daysBefore } from './wall-time'

// The account's clock and ours need not agree, nor what it calls its time zone.
const marginDays = 2

const isRefNum = (externalId: string): boolean => /^\d+$/.test(externalId)

/** A payment by the number of any of its transactions, or by our reference as long as it has none. */
export async function readFamily(
  link: Link,
  externalId: string,
  { everything, asked }: FetchOptions = {},
): Promise<{ state: PaymentState | null; first: Row | undefined }> {
  const known = isRefNum(externalId) ? await rowsAround(link, externalId) : []
  const reference = isRefNum(externalId) ? (known.find((row) => row.reference)?.reference ?? '') : externalId
  const since = daysBefore(madeAt(reference) ?? known[0]?.at ?? new Date(), marginDays)
  const own = reference ? joined(known, await rowsOf(link, reference, since)) : known
  const { first } = familyOf(own)
  const rows = everything && first ? joined(own, await rowsRelatedTo(link, first.refNum)) : own
  return read(rows, link, reference, asked)
}

function read(rows: Row[], { credentials }: Link, reference: string, asked: FetchOptions['asked']) {
  const state = toState(rows, { mode: credentials.mode, reference, asked })
  const { first }: Family = familyOf(rows)
  return { state, first }
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
