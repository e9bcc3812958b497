import type { Kernel } from '../kernel'
import { type Call, quietCall } from './call'
import { lapse } from './objects/capture'
import { onBookCharge } from './objects/charge'
import { failDelayed, settleDelayed } from './objects/delayed'
import { closeDispute, escalate, pastDue } from './objects/dispute'
import { arrive } from './objects/payout'
import { failRefund, succeedRefund } from './objects/refund'
import { lapseSession } from './objects/session'
import type { Kind, Shapes } from './shape'
import type { Store } from './store'

type Work = (call: Call, id: string) => unknown

const of =
  <K extends Kind>(kind: K, work: (call: Call, object: Shapes[K]) => unknown): Work =>
  (call, id) => {
    const object = call.store.find(call.scope, kind, id)
    return object && work(call, object)
  }

/** What happens by itself after a while, by the kind of its timer. */
const works: Record<string, Work> = {
  book_charge: onBookCharge,
  settle: of(
    'payment_intent',
    (call, intent) => intent.status === 'processing' && settleDelayed(call, intent),
  ),
  fail: of('payment_intent', (call, intent) => intent.status === 'processing' && failDelayed(call, intent)),
  hold_lapses: of('payment_intent', lapse),
  refund_succeeds: of('refund', succeedRefund),
  refund_fails: of('refund', failRefund),
  dispute_won: of('dispute', (call, dispute) => closeDispute(call, dispute, true)),
  dispute_lost: of('dispute', (call, dispute) => closeDispute(call, dispute, false)),
  dispute_escalates: of('dispute', escalate),
  evidence_due: of('dispute', pastDue),
  payout_arrives: of('payout', arrive),
  session_expires: of('checkout_session', lapseSession),
}

export function runTimer(kernel: Kernel, store: Store, kind: string, data: Record<string, unknown>) {
  const scope = { account: String(data.account), livemode: data.livemode === true }
  works[kind]?.(quietCall(kernel, store, scope), String(data.id))
}
