import { unhandled } from '../kernel'
import { getExpressCheckoutDetails, setExpressCheckout } from './checkout'
import { signIn } from './credentials'
import { missing, Refusal } from './errors'
import { doCapture, doVoid } from './holds'
import { getBalance, getPalDetails, getTransactionDetails, transactionSearch } from './lookup'
import { answer, failure, type Pairs, warning } from './nvp'
import { doExpressCheckoutPayment } from './pay'
import { refundTransaction } from './refund'
import type { Account, Store } from './store'

type Method = (store: Store, account: Account, call: Pairs) => Pairs

const methods: Record<string, Method> = {
  SetExpressCheckout: setExpressCheckout,
  GetExpressCheckoutDetails: getExpressCheckoutDetails,
  DoExpressCheckoutPayment: once(doExpressCheckoutPayment),
  DoCapture: once(doCapture),
  DoVoid: once(doVoid),
  RefundTransaction: once(refundTransaction),
  GetTransactionDetails: getTransactionDetails,
  TransactionSearch: transactionSearch,
  GetBalance: getBalance,
  GetPalDetails: getPalDetails,
}

const longestId = 38

/** A `MSGSUBID` that came before gets the first answer again, with a warning, and nothing is done (psp.md 5.6). */
function once(method: Method): Method {
  return (store, account, call) => {
    const { MSGSUBID: id, METHOD } = call
    if (!id) return method(store, account, call)
    if (id.length > longestId)
      throw new Refusal(10004, 'Invalid argument', 'The message submission id is too long.')
    const key = `${account.merchantId} ${METHOD} ${id}`
    const known = store.answers.get(key)
    if (known) return again(known.pairs)
    const pairs = settled(() => method(store, account, call))
    store.answers.put(key, { pairs })
    return pairs
  }
}

/** A refusal is an answer too: it is kept like one that went well. */
function settled(work: () => Pairs): Pairs {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return failure(error)
    throw error
  }
}

const again = (pairs: Pairs): Pairs =>
  pairs.ACK === 'Failure'
    ? pairs
    : warning(pairs, 11607, 'Duplicate Request', 'Duplicate request for specified Message Submission ID.')

/** The NVP endpoint: a form with METHOD, VERSION, the credentials and what the method needs. */
export async function api(store: Store, request: Request): Promise<Response> {
  const call = Object.fromEntries(new URLSearchParams(await request.text()))
  try {
    if (!call.VERSION) throw missing(10006, 'Version')
    const method = methods[call.METHOD ?? '']
    if (!method)
      return unhandled(
        answer(store, failure(new Refusal(81002, 'Unspecified Method', 'Method Specified is not Supported'))),
      )
    const account = signIn(store, call)
    return answer(store, { ...method(store, account, call), VERSION: call.VERSION })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return answer(store, failure(error))
  }
}
