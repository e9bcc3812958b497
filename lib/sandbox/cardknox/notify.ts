import { createHash } from 'node:crypto'
import { decimal } from './call'
import { entered } from './clock'
import { accountOf, type Store, type Transaction } from './store'

const results = { A: 'Approved', D: 'Declined', E: 'Error' } as const

/** psp.md 6.3: MD5 of the values in the order of their lower-cased names, then the PIN. */
function signatureOf(form: URLSearchParams, pin: string): string {
  const values = [...form]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value)
  return createHash('md5')
    .update(values.join('') + pin)
    .digest('hex')
}

/** The account's webhook: a form for each transaction, without xInvoice, and without another try (psp.md 6.2, 6.3). */
export function notify(store: Store, each: Transaction): void {
  const { webhook } = accountOf(store, each.slug)
  if (!webhook) return
  const form = new URLSearchParams({
    xEnteredDate: entered(each.at),
    xRefNum: each.refNum,
    xCommand: each.command,
    xAmount: decimal(each.requested),
    xResponseResult: results[each.result],
    xMaskedCardNumber: each.card?.masked ?? '',
    xExp: each.card?.exp ?? '',
    xCardType: each.card?.brand ?? '',
    xToken: each.token,
    xName: each.fields.xname ?? '',
    xSoftwareName: 'PaymentSITE',
    xSourceKey: 'Sandbox key',
    xMerchantID: '1001',
  })
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    ...(webhook.pin && { 'ck-signature': signatureOf(form, webhook.pin) }),
  }
  store.kernel.deliver({
    service: 'cardknox',
    type: `${each.command} ${results[each.result]}`,
    url: webhook.url,
    body: form.toString(),
    headers: () => headers,
    retryAfterS: [],
  })
}
