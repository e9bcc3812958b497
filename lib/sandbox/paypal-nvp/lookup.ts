import { textOf } from './amounts'
import { invalid, missing } from './errors'
import { type Pairs, pairsOf, warning } from './nvp'
import { buyer } from './people'
import { type Account, type Store, stamp, type Transaction } from './store'

const ofMerchant = (store: Store, { merchantId }: Account): Transaction[] =>
  store.transactions.all().filter((each) => each.merchantId === merchantId)

/** `GetTransactionDetails`. */
export function getTransactionDetails(store: Store, account: Account, call: Pairs): Pairs {
  if (!call.TRANSACTIONID) throw missing(10004, 'TransactionID')
  const found = store.transactions.get(call.TRANSACTIONID)
  if (found?.merchantId !== account.merchantId) throw invalid(10004, 'The transaction id is not valid')
  return pairsOf({
    RECEIVERBUSINESS: account.email,
    RECEIVEREMAIL: account.email,
    RECEIVERID: account.merchantId,
    EMAIL: buyer.email,
    PAYERID: found.payerId,
    PAYERSTATUS: 'verified',
    COUNTRYCODE: buyer.country,
    FIRSTNAME: buyer.firstName,
    LASTNAME: buyer.lastName,
    TRANSACTIONID: found.id,
    PARENTTRANSACTIONID: found.parentId,
    TRANSACTIONTYPE:
      found.kind === 'payment' || found.kind === 'authorization' ? 'expresscheckout' : 'sendmoney',
    PAYMENTTYPE: found.paymentType,
    ORDERTIME: stamp(found.at),
    AMT: textOf(found.units, found.currency),
    FEEAMT: found.feeUnits ? textOf(found.feeUnits, found.currency) : null,
    CURRENCYCODE: found.currency,
    PAYMENTSTATUS: found.status,
    PENDINGREASON: found.pendingReason,
    REASONCODE: found.reasonCode,
    INVNUM: found.invoice,
    CUSTOM: found.custom,
    NOTE: found.note,
  })
}

const most = 100

const types: Record<Transaction['kind'], string> = {
  payment: 'Payment',
  authorization: 'Authorization',
  refund: 'Refund',
  reversal: 'Reversal',
  canceled_reversal: 'Canceled Reversal',
}

const classes: Record<string, (each: Transaction) => boolean> = {
  All: () => true,
  Received: ({ kind }) => kind === 'payment',
  Refund: ({ kind }) => kind === 'refund',
  Reversal: ({ kind }) => kind === 'reversal' || kind === 'canceled_reversal',
}

function timeOf(text: string | undefined, name: string): number | undefined {
  if (!text) return undefined
  const time = Date.parse(text)
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time)) throw invalid(10004, `${name} is invalid`)
  return time / 1000
}

/** `TransactionSearch`: newest first, a hundred at most, and a warning where there were more (psp.md 5.8). */
export function transactionSearch(store: Store, account: Account, call: Pairs): Pairs {
  const since = timeOf(call.STARTDATE, 'Start date')
  if (since === undefined) throw missing(10003, 'StartDate')
  const until = timeOf(call.ENDDATE, 'End date') ?? Number.POSITIVE_INFINITY
  const isOfClass = classes[call.TRANSACTIONCLASS ?? 'All']
  if (!isOfClass) throw invalid(10004, 'Transaction class is not supported')
  const found = ofMerchant(store, account)
    .filter(({ at }) => at >= since && at <= until)
    .filter(isOfClass)
    .filter(({ invoice }) => !call.INVNUM || invoice === call.INVNUM)
    .filter(({ id, parentId }) => !call.TRANSACTIONID || [id, parentId].includes(call.TRANSACTIONID))
    .reverse()
  const rows: Pairs = {}
  for (const [place, each] of found.slice(0, most).entries())
    for (const [name, value] of Object.entries(rowOf(each))) rows[`L_${name}${place}`] = value
  if (found.length <= most) return rows
  return warning(
    rows,
    11002,
    'Search warning',
    'The number of results were truncated. Please change your search.',
  )
}

/** `PartiallyRefunded` is written in two words here. */
const spaced = (status: string): string => status.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')

const rowOf = ({ id, kind, status, units, feeUnits, currency, at }: Transaction): Pairs => ({
  TIMESTAMP: stamp(at),
  TIMEZONE: 'GMT',
  TYPE: types[kind],
  EMAIL: buyer.email,
  NAME: `${buyer.firstName} ${buyer.lastName}`,
  TRANSACTIONID: id,
  STATUS: spaced(status),
  AMT: textOf(units, currency),
  CURRENCYCODE: currency,
  FEEAMT: textOf(-feeUnits, currency),
  NETAMT: textOf(units - feeUnits, currency),
})

const isIn = ({ kind, status }: Transaction): boolean =>
  kind !== 'authorization' && !['Pending', 'Denied'].includes(status)

/** `GetBalance`: what has come in and not gone out again. */
export function getBalance(store: Store, account: Account, call: Pairs): Pairs {
  const sums = new Map<string, number>([['EUR', 0]])
  for (const { units, feeUnits, currency } of ofMerchant(store, account).filter(isIn))
    sums.set(currency, (sums.get(currency) ?? 0) + units - feeUnits)
  const shown = [...sums].slice(0, call.RETURNALLCURRENCIES === '1' ? undefined : 1)
  return Object.fromEntries(
    shown.flatMap(([currency, units], place) => [
      [`L_AMT${place}`, textOf(units, currency)],
      [`L_CURRENCYCODE${place}`, currency],
    ]),
  )
}

/** `GetPalDetails`: whose account it is. */
export const getPalDetails = (_: Store, { merchantId }: Account): Pairs => ({
  PAL: merchantId,
  LOCALE: 'en_US',
})
