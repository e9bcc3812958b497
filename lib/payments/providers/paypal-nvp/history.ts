import type { PaymentState } from '../../states'
import { type Desk, isPayment, readOne, readTransaction, search, wireTime } from './lookup'
import type { WireRow } from './wire'

const shortestMs = 1_000

/** Newest first, both ends count. PayPal gives a hundred rows at most: a span with more is read in two halves. */
async function* rowsBetween(desk: Desk, since: number, until: number): AsyncGenerator<WireRow> {
  const { rows, isCut } = await search(desk.client, {
    STARTDATE: wireTime(new Date(since)),
    ENDDATE: wireTime(new Date(until)),
  })
  if (!isCut || until - since <= shortestMs) return yield* rows
  const middle = since + Math.floor((until - since) / 2 / 1_000) * 1_000
  yield* rowsBetween(desk, middle + 1_000, until)
  yield* rowsBetween(desk, since, middle)
}

const isHold = ({ type }: WireRow): boolean => /^authorization/i.test(type)

/** The payments that were made in a span, each with what came after it. */
export async function* findPayments(
  desk: Desk,
  since: Date,
  until = new Date(),
): AsyncGenerator<PaymentState> {
  const from = Math.floor(since.getTime() / 1_000) * 1_000
  for await (const row of rowsBetween(desk, from, until.getTime()))
    if (isPayment(row) || isHold(row)) {
      const state = await readTransaction(desk, row.id)
      // A hold that was captured is there again under the name of its capture.
      if (state.externalId === row.id) yield state
    }
}

const isGivenBack = ({ type }: WireRow): boolean => /refund|reversal/i.test(type)

/** Payments of any age of which money was given back, or taken back by a buyer's bank, in a span. */
export async function* findReturned(desk: Desk, since: Date, until = new Date()) {
  const from = Math.floor(since.getTime() / 1_000) * 1_000
  for await (const row of rowsBetween(desk, from, until.getTime())) {
    if (!isGivenBack(row)) continue
    const { parentId } = await readOne(desk.client, row.id)
    if (parentId) yield { paymentExternalId: parentId, at: row.at }
  }
}
