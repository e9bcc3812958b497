import { centsOf, type Fields, Refusal } from './call'
import { cardOf } from './card'
import { notify } from './notify'
import {
  accountOf,
  nextRefNum,
  ofAccount,
  type Result,
  type Saved,
  type Store,
  type Transaction,
} from './store'

const minuteS = 60
const windowMinutes = 10

/** The fields that a report gives back as they came. */
const echoed = /^x(invoice|orderid|description|email|name|ip|custom\d\d|bill\w+)$/

const kept = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => echoed.test(name) && value))

/** Writes a transaction down and tells the account's webhook. */
export function record(
  store: Store,
  slug: string,
  { fields, ...with_ }: Partial<Transaction> & Pick<Transaction, 'command' | 'result'> & { fields: Fields },
): Transaction {
  const transaction: Transaction = {
    refNum: nextRefNum(store),
    slug,
    error: '',
    requested: 0,
    authorized: 0,
    currency: 'USD',
    card: null,
    token: '',
    of: null,
    isVoid: false,
    isSettled: false,
    at: store.kernel.now(),
    ...with_,
    fields: kept(fields),
  }
  store.transactions.put(transaction.refNum, transaction)
  notify(store, transaction)
  return transaction
}

const charges = /^cc:(sale|authonly)$/i

/** The same card, amount and kind of call within the window, unless the caller says that it is meant. */
export function isDuplicate(
  store: Store,
  slug: string,
  fields: Fields,
  { number }: Pick<Saved, 'number'>,
  cents: number,
  command = charges,
): boolean {
  if (/^(true|1)$/i.test(fields.xallowduplicate ?? '')) return false
  const minutes = Number(fields.xduplicatewindow || windowMinutes)
  const since = store.kernel.now() - minutes * minuteS
  return ofAccount(store, slug).some(
    (each) =>
      each.result === 'A' &&
      command.test(each.command) &&
      each.at >= since &&
      each.requested === cents &&
      store.saved.get(each.token)?.number === number,
  )
}

type Verdict = { result: Result; error: string; authorized: number }

/** A person may have asked for the next charge to end otherwise. */
function judge(store: Store, slug: string, cents: number): Verdict {
  const account = accountOf(store, slug)
  if (account.next) store.accounts.put(slug, { ...account, next: null })
  if (account.next?.kind === 'decline') return { result: 'D', error: 'Declined', authorized: 0 }
  if (account.next?.kind === 'partly')
    return { result: 'A', error: '', authorized: Math.min(account.next.cents, cents) }
  return { result: 'A', error: '', authorized: cents }
}

/** cc:sale, cc:authonly: takes or holds the money of a card. A duplicate stands in the report as an error. */
export function charge(store: Store, slug: string, command: string, fields: Fields): Transaction {
  const requested = centsOf(fields.xamount)
  if (requested === 0) throw new Refusal('Invalid Amount')
  const currency = (fields.xcurrency || 'USD').toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) throw new Refusal('Invalid Currency')
  const card = cardOf(store, slug, fields)
  const { masked, brand, exp, token } = card
  const verdict = isDuplicate(store, slug, fields, card, requested)
    ? { result: 'E' as const, error: 'Duplicate Transaction', authorized: 0 }
    : judge(store, slug, requested)
  if (verdict.result === 'A') store.saved.put(token, card)
  return record(store, slug, {
    ...{ command, requested, currency, fields, ...verdict },
    card: { masked, brand, exp },
    token: verdict.result === 'A' ? token : '',
  })
}

/** cc:save: keeps a card without money; a token is saved again as a new one. */
export function save(store: Store, slug: string, fields: Fields): Transaction {
  const { number, ...card } = cardOf(store, slug, fields)
  const token = store.saved.get(card.token) ? `${card.token.slice(0, 16)}${nextRefNum(store)}` : card.token
  store.saved.put(token, { ...card, number, token })
  const { masked, brand, exp } = card
  return record(store, slug, {
    ...{ command: 'CC:Save', result: 'A', fields, token },
    card: { masked, brand, exp },
  })
}
