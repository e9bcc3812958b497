import { invariant, UpstreamError } from '@/lib/core/error'
import type { Able, FetchOptions, StartPayment } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { Notice, PaymentState } from '../../states'
import { toWire } from './amount'
import { isDuplicate, type Link, refused, transact } from './client'
import type { CardknoxCredentials } from './credentials'
import { readNotice } from './notice'
import { readFamily, readState } from './read'
import { refund } from './refund'
import { type Row, rowsSince } from './rows'
import { chargeSaved, fetchSetup, startSetup } from './saved'
import { pageFor } from './site'
import { daysBefore } from './wall-time'

/** A Cardknox account, ready to call. The reports are its truth; it keeps nothing of a payment before it is paid. */
export function connect(
  credentials: CardknoxCredentials,
  endpoint: Endpoint,
): Able<
  | 'fetchPayment'
  | 'cancelPayment'
  | 'capturePayment'
  | 'refund'
  | 'startSetup'
  | 'fetchSetup'
  | 'chargeSaved'
  | 'listEvents'
  | 'findPayments'
  | 'findReturned'
> {
  const link: Link = { credentials, endpoint }
  return {
    startPayment: (input) => start(link, input),
    fetchPayment: (externalId, options) => readState(link, externalId, options),
    cancelPayment: (externalId, options) => cancel(link, externalId, options),
    capturePayment: ({ externalId, amount }) => capture(link, externalId, amount),
    refund: (input) => refund(link, input),
    startSetup: async (input) => startSetup(link, input),
    fetchSetup: (externalId) => fetchSetup(link, externalId),
    chargeSaved: (input) => chargeSaved(link, input),
    readNotice: (request, secrets) => readNotice(request, secrets, credentials),
    listEvents: (since, until) => listEvents(link, since, until),
    findPayments: (since, until) => findPayments(link, since, until),
    findReturned: (since, until) => findReturned(link, since, until),
  }
}

/** No call makes a payment here: it begins with an address, and is known by our own reference until it is paid. */
async function start(link: Link, input: StartPayment): Promise<PaymentState> {
  const { amount, metadata, returnUrl } = input
  const reference = metadata.payment_id
  invariant(reference && returnUrl, 'Cardknox needs our reference and where the buyer comes back to')
  const { state } = await readFamily(link, reference, { asked: amount })
  invariant(state, 'what was asked for is known')
  if (state.status !== 'requires_action') return state
  const last = state.charges.at(-1)
  const isMeant = last?.status === 'failed' && isDuplicate(last.message ?? '')
  return { ...state, redirectUrl: pageFor(link, { ...input, reference, returnUrl, isMeant }) }
}

/** A hosted page cannot be closed: who pays there later is heard of by webhook and by report. */
async function cancel(
  link: Link,
  externalId: string,
  options?: Pick<FetchOptions, 'asked'>,
): Promise<PaymentState> {
  const state = await readState(link, externalId, options)
  if (state.status === 'requires_action') return { ...state, status: 'canceled' }
  if (state.status !== 'authorized') return state
  const { xResult, xError = '' } = await transact(link, {
    xCommand: 'cc:void',
    xRefNum: state.externalId,
    [link.credentials.referenceField]: state.metadata.payment_id!,
  })
  const after = await readState(link, state.externalId, options)
  if (after.status === 'authorized') throw xResult === 'A' ? notShownYet() : refused(xError)
  return after
}

const notShownYet = () => new UpstreamError('cardknox', { cause: 'the report does not show it yet' })

/** Takes what is held, once: the vendor refuses a second time, and what was taken is looked for first. */
async function capture(
  link: Link,
  externalId: string,
  amount?: PaymentState['amount'],
): Promise<PaymentState> {
  const before = await readState(link, externalId)
  if (before.status !== 'authorized') return before
  const { xResult, xError = '' } = await transact(link, {
    xCommand: 'cc:capture',
    xRefNum: before.externalId,
    xAmount: toWire(amount ?? before.amount, link.credentials.currency),
    [link.credentials.referenceField]: before.metadata.payment_id!,
  })
  const after = await readState(link, before.externalId)
  if (after.status === 'authorized') throw xResult === 'A' ? notShownYet() : refused(xError)
  return after
}

const toNotice = (row: Row, { mode }: CardknoxCredentials): Notice => ({
  id: `${row.refNum}:${row.command}`,
  type: row.command,
  at: row.at,
  mode,
  version: null,
  paymentExternalId: row.refNum,
  objectId: row.refNum,
  objectKind: 'transaction',
})

/** Every row of the report is what its webhook would have told. */
async function* listEvents(link: Link, since: Date, until?: Date): AsyncGenerator<Notice> {
  // What the account takes for its time may be hours off; what is known already is not kept twice.
  const rows = await rowsSince(link, daysBefore(since, 1), {}, until)
  for (const row of rows.reverse()) yield toNotice(row, link.credentials)
}

/** Each payment of the span once, newest first, as it is now. */
async function* findPayments(link: Link, since: Date, until?: Date): AsyncGenerator<PaymentState> {
  const seen = new Set<string>()
  for (const row of (await rowsSince(link, since, {}, until)).reverse()) {
    const name = row.reference || row.refNum
    if (seen.has(name) || row.result !== 'approved' || !/^cc:(sale|authonly)$/.test(row.command)) continue
    seen.add(name)
    yield await readState(link, row.refNum, { everything: true })
  }
}

async function* findReturned(link: Link, since: Date, until?: Date) {
  for (const row of (await rowsSince(link, since, {}, until)).reverse()) {
    if (row.result !== 'approved' || !/^cc:(refund|credit|void|voidrefund)$/.test(row.command)) continue
    const { externalId } = await readState(link, row.refNum)
    yield { paymentExternalId: externalId, at: row.at }
  }
}
