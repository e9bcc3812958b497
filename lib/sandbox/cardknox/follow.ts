import { centsOf, type Fields, Refusal } from './call'
import { isDuplicate, record } from './charge'
import { isSettled, relatedTo, type Store, type Transaction } from './store'

function original(store: Store, slug: string, fields: Fields): Transaction {
  if (!fields.xrefnum) throw new Refusal('Required: xRefNum')
  const found = store.transactions.get(fields.xrefnum)
  if (found?.slug !== slug || found.result !== 'A') throw new Refusal('Invalid Original Reference Number')
  return found
}

const isHold = ({ command }: Transaction): boolean => /^cc:authonly$/i.test(command)
const isTaken = ({ command }: Transaction): boolean => /^cc:(sale|capture)$/i.test(command)

const after = (store: Store, { slug, refNum }: Transaction, command: RegExp): Transaction[] =>
  relatedTo(store, slug, refNum).filter((each) => command.test(each.command) && each.result === 'A')

/** The same card; what the caller wrote on the original is not written on what follows it. */
const alike = ({ card, token, currency }: Transaction, fields: Fields) => ({ card, token, currency, fields })

const familyOf = ({ of, refNum }: Transaction): string => of ?? refNum

/** cc:capture: takes what was held, once, no more than was held. */
export function capture(store: Store, slug: string, fields: Fields): Transaction {
  const hold = original(store, slug, fields)
  if (!isHold(hold) || hold.isVoid) throw new Refusal('Original transaction cannot be captured')
  if (after(store, hold, /^cc:capture$/i).length) throw new Refusal('Transaction already captured')
  const requested = fields.xamount ? centsOf(fields.xamount) : hold.authorized
  if (requested === 0 || requested > hold.authorized) throw new Refusal('Amount exceeds authorized amount')
  return record(store, slug, {
    ...alike(hold, fields),
    ...{ command: 'CC:Capture', result: 'A', requested, authorized: requested, of: familyOf(hold) },
  })
}

const leftOf = (store: Store, taken: Transaction): number =>
  taken.authorized - after(store, taken, /^cc:refund$/i).reduce((sum, { authorized }) => sum + authorized, 0)

/** The money that was taken, whichever reference of it is given: of a hold, its capture. */
function takenOf(store: Store, given: Transaction): Transaction {
  const taken = isTaken(given) ? given : after(store, given, /^cc:capture$/i)[0]
  if (!taken || taken.isVoid) throw new Refusal('Original transaction cannot be refunded')
  return taken
}

/** cc:refund: gives back all or a part of what is settled. */
export function refund(store: Store, slug: string, fields: Fields): Transaction {
  const taken = takenOf(store, original(store, slug, fields))
  if (!isSettled(store, taken)) throw new Refusal('Original transaction is not settled')
  const left = leftOf(store, taken)
  const requested = fields.xamount ? centsOf(fields.xamount) : left
  if (requested === 0 || requested > left) throw new Refusal('Refund amount exceeds original amount')
  const card = store.saved.get(taken.token)
  const isAgain = card && isDuplicate(store, slug, fields, card, requested, /^cc:refund$/i)
  return record(store, slug, {
    ...alike(taken, fields),
    ...{ command: 'CC:Refund', requested, of: familyOf(taken) },
    ...(isAgain
      ? { result: 'E', error: 'Duplicate Transaction', authorized: 0 }
      : { result: 'A', authorized: requested }),
  })
}

/** cc:void: as if it had never been; only before the batch is closed. */
export function void_(store: Store, slug: string, fields: Fields): Transaction {
  const given = original(store, slug, fields)
  const captured = isHold(given) ? after(store, given, /^cc:capture$/i)[0] : undefined
  const target = captured ?? given
  if (target.isVoid) throw new Refusal('Transaction already voided')
  if (!isHold(target) && !isTaken(target)) throw new Refusal('Original transaction cannot be voided')
  if (isTaken(target) && isSettled(store, target)) throw new Refusal('Original transaction is settled')
  store.transactions.put(target.refNum, { ...target, isVoid: true })
  return record(store, slug, {
    ...alike(target, fields),
    ...{ command: 'CC:Void', result: 'A', of: familyOf(target) },
    requested: target.authorized,
    authorized: target.authorized,
  })
}

/** cc:voidrefund: whichever fits. */
export function voidRefund(store: Store, slug: string, fields: Fields): Transaction {
  const given = original(store, slug, fields)
  const taken = isHold(given) ? after(store, given, /^cc:capture$/i)[0] : given
  const isTooLate = taken !== undefined && isSettled(store, taken)
  const { xamount: _, ...whole } = fields
  return isTooLate ? refund(store, slug, whole) : void_(store, slug, whole)
}
