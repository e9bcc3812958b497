import type { Kernel } from '../kernel'
import { controlAccount } from './account-control'
import { type Call, quietCall } from './call'
import { controlClient } from './client-control'
import { ApiError } from './errors'
import { partiallyFund } from './objects/bank-transfer'
import { challenges } from './objects/challenge'
import { onBookCharge } from './objects/charge'
import { finishPayment } from './objects/confirm'
import { failDelayed, settleDelayed } from './objects/delayed'
import { closeDispute, isFinal, openDispute } from './objects/dispute'
import { warn } from './objects/early-fraud-warning'
import { renewCard } from './objects/payment-methods'
import { cancelPayout, failPayout, payOut } from './objects/payout'
import { failRefund, refundCharge } from './objects/refund'
import type { Charge, PaymentIntent, Payout } from './shape'
import type { Store } from './store'

/** What a person or a test may make happen at the vendor. Undefined means that there is nothing to do it to. */
type Action = (call: Call, intent: PaymentIntent, amount: number | undefined) => object | undefined

const chargeOf = (call: Call, intent: PaymentIntent): Charge | undefined => {
  const charge = call.store.find(call.scope, 'charge', intent.latest_charge ?? '')
  return charge?.paid && charge.captured ? charge : undefined
}

const onCharge =
  (work: (call: Call, charge: Charge, amount: number | undefined) => object | undefined): Action =>
  (call, intent, amount) => {
    const charge = chargeOf(call, intent)
    return charge && work(call, charge, amount)
  }

const closing =
  (isWon: boolean): Action =>
  (call, intent) => {
    const own = call.store.list(call.scope, 'dispute').filter((each) => each.payment_intent === intent.id)
    const open = own.findLast((dispute) => !isFinal(dispute))
    return open && closeDispute(call, open, isWon)
  }

/** On the newest payout of the account. */
const onPayout =
  (work: (call: Call, payout: Payout) => Payout | undefined): Action =>
  (call) => {
    const last = call.store.list(call.scope, 'payout').at(-1)
    return last && work(call, last)
  }

function failIntent(call: Call, intent: PaymentIntent): PaymentIntent | undefined {
  if (intent.status === 'processing') return failDelayed(call, intent)
  const challenge = challenges(call.kernel)
    .all()
    .findLast((each) => each.intent === intent.id)
  return intent.status === 'requires_action' && challenge ? finishPayment(call, challenge, false) : undefined
}

const actions: Record<string, { run: Action; needs: string }> = {
  dispute: {
    run: onCharge((call, { id }, amount) => openDispute(call, id, { reason: 'fraudulent', amount })),
    needs: 'a payment that has succeeded',
  },
  dispute_won: { run: closing(true), needs: 'an open dispute' },
  dispute_lost: { run: closing(false), needs: 'an open dispute' },
  early_fraud_warning: {
    run: onCharge((call, { id }) => warn(call, id)),
    needs: 'a payment that has succeeded',
  },
  refund: {
    run: onCharge((call, { id }, amount) => refundCharge(call, id, { amount })),
    needs: 'a payment that has succeeded',
  },
  refund_failed: {
    run: (call, intent) => {
      const own = call.store.list(call.scope, 'refund').filter((each) => each.payment_intent === intent.id)
      const last = own.findLast(({ status }) => status === 'succeeded' || status === 'pending')
      return last && failRefund(call, last)
    },
    needs: 'a refund that has not failed',
  },
  settle: {
    run: (call, intent) => (intent.status === 'processing' ? settleDelayed(call, intent) : undefined),
    needs: 'a payment that is processing',
  },
  fail: { run: failIntent, needs: 'a payment that is processing or waits for its buyer' },
  payout: {
    run: onCharge((call, { id }, amount) => {
      onBookCharge(call, id)
      return payOut(call, call.store.get(call.scope, 'charge', id), amount)
    }),
    needs: 'a payment that has succeeded and money that is not paid out yet',
  },
  card_renewed: {
    run: (call, { payment_method }) => {
      const method = call.store.find(call.scope, 'payment_method', payment_method ?? '')
      return method?.customer && method.card ? renewCard(call, method) : undefined
    },
    needs: 'a payment with a saved card',
  },
  partially_funded: {
    run: (call, intent, amount) => partiallyFund(call, intent, amount),
    needs: 'a payment that nobody has paid yet, and an amount below its own',
  },
  payout_failed: { run: onPayout(failPayout), needs: 'a payout that has not failed' },
  payout_canceled: { run: onPayout(cancelPayout), needs: 'a payout that is pending' },
}

const refuse = (status: number, message: string) => Response.json({ message }, { status })

function amountOf(body: Record<string, unknown>): number | undefined {
  if (body.amount === undefined) return undefined
  const amount = Number(body.amount)
  return Number.isSafeInteger(amount) && amount > 0 ? amount : Number.NaN
}

/** `POST /_sandbox/stripe/{payment_intent}/{action}` with `{amount?}` in minor units; answers the object it made. */
export function control(kernel: Kernel, store: Store, path: string[], body: Record<string, unknown>) {
  const [service, id = '', name = ''] = path
  if (service !== 'stripe' || path.length !== 3) return undefined
  if (id.startsWith('ca_')) return controlClient(kernel, id, name, body)
  if (id.startsWith('acct_')) return controlAccount(kernel, store, path, body)
  const known = store.everyone('payment_intent').find(({ object }) => object.id === id)
  const action = actions[name]
  const amount = amountOf(body)
  if (!action)
    return refuse(404, `There is no action "${name}". Known are ${Object.keys(actions).join(', ')}.`)
  if (!known) return refuse(404, `There is no payment intent "${id}" in the sandbox.`)
  if (Number.isNaN(amount)) return refuse(400, 'The amount is a whole number of minor units above zero.')
  try {
    const object = action.run(quietCall(kernel, store, known.scope), known.object, amount)
    if (object) return Response.json({ message: `${name}: done for ${id}.`, object })
    return refuse(409, `${name} needs ${action.needs}; ${id} is ${known.object.status}.`)
  } catch (error) {
    if (error instanceof ApiError) return refuse(409, error.message)
    throw error
  }
}
