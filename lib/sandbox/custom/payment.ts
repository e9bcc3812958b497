import { currency, formatMoney, isCurrency, parseDecimal, toDecimal } from '@/lib/core/money'
import { tellRefund, tellStatus } from './call-back'
import { newReference, type Payment, type Status, type Store } from './store'

/** What a buyer asks for with a genuine address: begun once for each id, whatever comes later under it. */
export function begin(store: Store, shopId: string, params: URLSearchParams): Payment {
  const id = params.get('id') ?? ''
  const known = store.payments.get(id)
  if (known && isFinal(known) !== 'again') return known
  const payment: Payment = {
    ...{ id, shopId, status: 'open', reference: newReference('AP'), refunds: [] },
    amount: params.get('amount') ?? '',
    currency: params.get('currency') ?? '',
    description: params.get('description') ?? 'Top-up',
    returnUrl: params.get('return_url'),
  }
  store.payments.put(id, payment)
  return payment
}

/** One that failed here is begun again under a new reference; money that came or is coming stays. */
const isFinal = ({ status }: Payment): 'no' | 'yes' | 'again' =>
  status === 'open' ? 'no' : status === 'failed' || status === 'canceled' ? 'again' : 'yes'

const next: Record<Status, readonly Status[]> = {
  open: ['pending', 'paid', 'failed', 'canceled'],
  pending: ['paid', 'failed'],
  paid: [],
  failed: [],
  canceled: [],
}

/** Moves a payment and tells its shop. Undefined where it cannot go there. */
export function move(store: Store, payment: Payment, status: Status, amount = payment.amount) {
  if (!next[payment.status].includes(status)) return undefined
  const moved: Payment = { ...payment, status, amount }
  store.payments.put(moved.id, moved)
  tellStatus(store, moved)
  return moved
}

/** Gives money back and tells the shop; `amount` in minor units, everything that is left without it. */
export function refund(store: Store, payment: Payment, amount?: bigint) {
  const code = isCurrency(payment.currency) ? payment.currency : currency('EUR')
  const unitsOf = (text: string) => parseDecimal(text, code).amount
  if (payment.status !== 'paid') return undefined
  const left = payment.refunds.reduce((rest, each) => rest - unitsOf(each.amount), unitsOf(payment.amount))
  const back = amount ?? left
  if (back <= 0n || back > left) return undefined
  const made = { reference: newReference('AR'), amount: toDecimal({ amount: back, currency: code }) }
  store.payments.put(payment.id, { ...payment, refunds: [...payment.refunds, made] })
  tellRefund(store, payment, made)
  return { ...made, text: formatMoney({ amount: back, currency: code }) }
}
