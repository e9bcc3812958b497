import { Refusal } from './errors'
import { cancelReversal, endEcheck, openCase, reverse, tellAgain } from './later'
import { charsets } from './people'
import { refund, refundedUnits } from './refund'
import type { Store, Transaction } from './store'

type Action = {
  run(store: Store, payment: Transaction, amount: number | undefined): object | undefined
  needs: string
}

/** What a person or a test may make happen at PayPal. */
const actions: Record<string, Action> = {
  settle: { run: (store, payment) => endEcheck(store, payment, true), needs: 'an eCheck that is pending' },
  fail: { run: (store, payment) => endEcheck(store, payment, false), needs: 'an eCheck that is pending' },
  refund: {
    run: (store, payment, amount) =>
      refund(store, payment, amount ?? payment.units - refundedUnits(store, payment.id), null),
    needs: 'a payment that is completed',
  },
  new_case: { run: openCase, needs: 'a payment that is completed' },
  reversal: {
    run: (store, payment) => reverse(store, payment, 'buyer_complaint'),
    needs: 'a payment that is completed',
  },
  chargeback: {
    run: (store, payment) => reverse(store, payment, 'chargeback'),
    needs: 'a payment that is completed',
  },
  canceled_reversal: { run: cancelReversal, needs: 'a payment that is reversed' },
  ipn: { run: tellAgain, needs: 'a payment' },
}

/** The buttons that make sense for a transaction. */
export function actionsFor({ kind, status, pendingReason }: Transaction): string[] {
  if (kind !== 'payment') return ['ipn']
  if (pendingReason === 'echeck') return ['settle', 'fail', 'ipn']
  if (status === 'Reversed') return ['canceled_reversal', 'ipn']
  return ['Refunded', 'Denied'].includes(status)
    ? ['ipn']
    : ['refund', 'new_case', 'reversal', 'chargeback', 'ipn']
}

const refuse = (status: number, message: string) => Response.json({ message }, { status })

/** In which charset notifications are written; `none` leaves its name out. */
function setCharset({ settings }: Store, value: string): Response {
  if (![...charsets, 'none'].includes(value))
    return refuse(400, `The charset is one of ${charsets.join(', ')}, none.`)
  settings.put('charset', { value })
  return Response.json({ message: `Notifications are written in ${value}.` })
}

/** A merchant asked PayPal for a new API password: the next call of this user decides which is right. */
function resetCredentials({ accounts }: Store, user: string): Response {
  if (!accounts.get(user)) return refuse(404, `No user "${user}" has called yet.`)
  accounts.delete(user)
  return Response.json({ message: `The next password and signature of ${user} are the right ones.` })
}

/** `POST /_sandbox/paypal/{transaction}/{action}` with `{amount?}` in the last decimals of the currency. */
export function control(store: Store, path: string[], body: Record<string, unknown>): Response | undefined {
  const [service, id = '', name = ''] = path
  if (service !== 'paypal') return undefined
  if (path.length === 2 && id === 'charset') return setCharset(store, String(body.charset))
  if (path.length !== 3) return undefined
  if (name === 'reset_credentials') return resetCredentials(store, id)
  const action = actions[name]
  const payment = store.transactions.get(id)
  if (!action)
    return refuse(404, `There is no action "${name}". Known are ${Object.keys(actions).join(', ')}.`)
  if (!payment) return refuse(404, `There is no transaction "${id}" in the sandbox.`)
  const amount = body.amount === undefined ? undefined : String(body.amount)
  if (amount !== undefined && !/^[1-9]\d{0,11}$/.test(amount))
    return refuse(400, 'The amount is a whole number of minor units above zero.')
  try {
    const object = action.run(store, payment, amount === undefined ? undefined : Number(amount))
    if (object) return Response.json({ message: `${name}: done for ${id}.`, object })
    return refuse(409, `${name} needs ${action.needs}; ${id} is ${payment.status}.`)
  } catch (error) {
    if (error instanceof Refusal) return refuse(409, error.message)
    throw error
  }
}
