import { invariant, notFound, UpstreamError } from '@/lib/core/error'
import { madeAt } from '@/lib/core/id'
import type { ChargeSaved, StartSetup } from '../../gateway'
import type { PaymentState, SetupState } from '../../states'
import { toWire } from './amount'
import { type Answer, type Link, transact } from './client'
import { buyerMessageOf } from './decline'
import { keptMethod } from './keep'
import { marginDays, readRows } from './read'
import { INSTALLATION, joined, PURPOSE, type Row, rowOfAnswer, rowsOf } from './rows'
import { savePageFor } from './site'
import { toState } from './translate'
import { daysBefore } from './wall-time'

/** Begins to keep a card: on the hosted page, without money. It is known by our own reference. */
export function startSetup(link: Link, input: StartSetup): SetupState {
  const [reference] = input.key.split(':')
  invariant(reference, 'a set-up is named by its key')
  return {
    ...setupOf(reference, input.customerExternalId),
    status: 'requires_action',
    redirectUrl: savePageFor(link, { ...input, reference }),
  }
}

/** What came of it; the token of the page is saved once more, for good (psp.md 6.1). */
export async function fetchSetup(link: Link, reference: string): Promise<SetupState> {
  const since = madeAt(reference)
  if (!since) throw notFound('set-up at Cardknox')
  const rows = await rowsOf(link, reference, daysBefore(since, marginDays))
  const method = await keptMethod(link, rows, reference)
  const refused = rows.findLast(({ result }) => result !== 'approved')
  return {
    ...setupOf(reference, null),
    status: method ? 'succeeded' : 'requires_action',
    method,
    message: !method && refused ? buyerMessageOf(refused.error) : null,
  }
}

/** An account of Cardknox has cards, not customers: each card is its own. */
const setupOf = (reference: string, customer: string | null): SetupState => ({
  externalId: reference,
  status: 'created',
  clientSecret: null,
  redirectUrl: null,
  customerExternalId: customer ?? reference,
  metadata: { method_id: reference },
  method: null,
  message: null,
})

// The attempt of a key rises only when somebody has decided anew; the first one never passes the guard against repeats.
const isDecidedAnew = (key: string): boolean => Number(key.split(':').at(-1)) > 1

/**
 * Charges a token without its owner. No key guards a second call, so what bears our reference is looked for first:
 * a payment that was made, or this very attempt. A decline is an answer.
 */
export async function chargeSaved(link: Link, input: ChargeSaved): Promise<PaymentState> {
  const { key, method, amount, email, description, metadata } = input
  const { payment_id: reference, installation = '' } = metadata
  invariant(reference, 'a charge bears the reference of its payment')
  const { currency, mode, referenceField } = link.credentials
  const xAmount = toWire(amount, currency)
  const { rows } = await readRows(link, reference)
  const stateOf = (found: Row[]) => ended(toState(found, { mode, reference, asked: amount }))
  const before = stateOf(rows)
  if (before.status === 'paid' || rows.some(({ purpose }) => purpose === key)) return before
  const answer = await transact(link, {
    xCommand: 'cc:sale',
    xToken: method.externalId,
    ...{ xAmount, xCurrency: amount.currency, xDescription: description.slice(0, 255) },
    ...(email && { xEmail: email }),
    ...(isDecidedAnew(key) && { xAllowDuplicate: 'true' }),
    [referenceField]: reference,
    [PURPOSE]: key,
    [INSTALLATION]: installation,
  })
  const ours = { reference, purpose: key, installation }
  return stateOf(joined([rowOfAnswer(link, numbered(answer, key), { amount, ...ours })], rows))
}

function numbered(answer: Answer, key: string): Answer {
  if (answer.xRefNum) return answer
  if (answer.xResult === 'A') throw new UpstreamError('cardknox', { cause: 'an approval without a number' })
  return { ...answer, xRefNum: key }
}

/** Nobody is there to try another card. */
function ended(state: PaymentState | null): PaymentState {
  invariant(state, 'what was asked for is known')
  const hasFailed = state.status === 'requires_action' && state.charges.at(-1)?.status === 'failed'
  return hasFailed ? { ...state, status: 'failed' } : state
}
