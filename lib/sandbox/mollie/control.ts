import { amountOf } from './amounts'
import { chargeBack, reverse } from './chargeback'
import { Refusal } from './errors'
import { isOpen, move } from './payment'
import { createRefund, moveRefund } from './refund'
import { type Payment, refundsOf, type Store } from './store'

type Action = {
  run(store: Store, payment: Payment, amount: bigint | undefined): object | undefined
  needs: string
}

const ending = (status: 'paid' | 'failed' | 'expired' | 'canceled'): Action => ({
  run: (store, payment) => (isOpen(payment) ? move(store, payment.id, status) : undefined),
  needs: 'a payment that is open or pending',
})

const ofRefund = (to: 'processing' | 'refunded' | 'failed', from: readonly string[]): Action => ({
  run: (store, payment) => {
    const last = refundsOf(store, payment.id).findLast(({ status }) => from.includes(status))
    return last && moveRefund(store, last.id, to)
  },
  needs: `a refund that is ${from.join(' or ')}`,
})

/** What a person or a test may make happen at Mollie. */
const actions: Record<string, Action> = {
  settle: ending('paid'),
  fail: ending('failed'),
  expire: ending('expired'),
  cancel: ending('canceled'),
  refund: {
    run: (store, payment, amount) =>
      createRefund(store, payment, {
        amount: amount === undefined ? undefined : amountOf(amount, payment.amount.currency),
      }),
    needs: 'a payment that is paid',
  },
  refund_done: ofRefund('refunded', ['queued', 'pending', 'processing']),
  refund_failed: ofRefund('failed', ['queued', 'pending', 'processing', 'refunded']),
  chargeback: { run: chargeBack, needs: 'a payment that is paid and not charged back' },
  chargeback_reversed: { run: reverse, needs: 'a chargeback that stands' },
}

/** The buttons that make sense for a payment. */
export const actionsFor = (payment: Payment): string[] =>
  isOpen(payment)
    ? ['settle', 'fail', 'expire', 'cancel']
    : payment.status === 'paid'
      ? ['refund', 'refund_done', 'refund_failed', 'chargeback', 'chargeback_reversed']
      : []

const refuse = (status: number, message: string) => Response.json({ message }, { status })

/** `POST /_sandbox/mollie/{payment}/{action}` with `{amount?}` in minor units; answers the object it made. */
export function control(store: Store, path: string[], body: Record<string, unknown>): Response | undefined {
  const [service, id = '', name = ''] = path
  if (service !== 'mollie' || path.length !== 3) return undefined
  const action = actions[name]
  const payment = store.payments.get(id)
  if (!action)
    return refuse(404, `There is no action "${name}". Known are ${Object.keys(actions).join(', ')}.`)
  if (!payment) return refuse(404, `There is no payment "${id}" in the sandbox.`)
  const amount = body.amount === undefined ? undefined : String(body.amount)
  if (amount !== undefined && !/^[1-9]\d{0,11}$/.test(amount))
    return refuse(400, 'The amount is a whole number of minor units above zero.')
  try {
    const object = action.run(store, payment, amount === undefined ? undefined : BigInt(amount))
    if (object) return Response.json({ message: `${name}: done for ${id}.`, object })
    return refuse(409, `${name} needs ${action.needs}; ${id} is ${payment.status}.`)
  } catch (error) {
    if (error instanceof Refusal) return refuse(409, error.message)
    throw error
  }
}
