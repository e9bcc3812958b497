import { hostedPage as html, leave } from '../hosted-page'
import { escapeHtml as e, unhandled } from '../kernel'
import { methodNamed } from './methods'
import { choose, isOpen, move, pay } from './payment'
import type { Payment, Status, Store } from './store'

const head = ({ amount, description, mode }: Payment): string =>
  `<p>${e(description)}${mode === 'test' ? ' · test mode' : ''}</p><p class="sum">${e(amount.currency)} ${e(amount.value)}</p>`

const chooser = (payment: Payment): Response =>
  html(
    'Mollie checkout',
    `<h1>Choose how to pay</h1>${head(payment)}<form method="post">${payment.allowed
      .map((id) => `<button name="method" value="${id}">${e(methodNamed(id)!.description)}</button>`)
      .join('')}<button name="end" value="canceled">Cancel the payment</button></form>`,
  )

type PaidBy = NonNullable<Payment['method']>

const endings: Record<PaidBy, [Status, string][]> = {
  directdebit: [
    ['paid', 'Paid'],
    ['failed', 'Failed'],
  ],
  ideal: [
    ['paid', 'Paid'],
    ['failed', 'Failed'],
    ['canceled', 'Canceled'],
    ['expired', 'Expired'],
  ],
  bancontact: [
    ['paid', 'Paid'],
    ['pending', 'Pending'],
    ['failed', 'Failed'],
    ['canceled', 'Canceled'],
    ['expired', 'Expired'],
  ],
  creditcard: [
    ['paid', 'Paid'],
    ['pending', 'Pending'],
    ['failed', 'Failed'],
    ['canceled', 'Canceled'],
    ['expired', 'Expired'],
  ],
  banktransfer: [
    ['open', 'I will transfer the money'],
    ['paid', 'Paid'],
    ['expired', 'Expired'],
  ],
}

/** As in Mollie's test mode, where the tester picks the status (psp.md 4.11). */
function ender(payment: Payment, method: PaidBy): Response {
  const description = methodNamed(method)?.description ?? 'Direct debit'
  const buttons = endings[method].map(
    ([status, words], place) =>
      `<button name="end" value="${status}"${place === 0 ? ' class="main"' : ''}>${words}</button>`,
  )
  return html(
    `${description} test page`,
    `<h1>${e(description)} test page</h1>${head(payment)}<p>Choose how this payment ends.</p><form method="post">${buttons.join('')}</form>`,
  )
}

/** A charge without its buyer has nowhere to go back to. */
const goBack = (to: string | null) =>
  to === null
    ? html('Done', '<h1>Done</h1><p>The seller is told of it. You can close this page.</p>')
    : leave(to)

const draw = (payment: Payment): Response =>
  payment.method ? ender(payment, payment.method) : chooser(payment)

const gone = () =>
  unhandled(html('Not found', '<h1>Not found</h1><p>There is no such payment. Go back to the shop.</p>', 404))

function end(store: Store, payment: Payment, status: string): Response {
  if (status === 'paid') pay(store, payment)
  else if (status === 'failed')
    move(store, payment.id, 'failed', payment.method === 'creditcard' ? 'card_declined' : null)
  else if (status === 'pending' || status === 'canceled' || status === 'expired')
    move(store, payment.id, status)
  else if (status !== 'open') return draw(payment)
  return goBack(status === 'canceled' ? (payment.cancelUrl ?? payment.redirectUrl) : payment.redirectUrl)
}

/** The page that `_links.checkout` leads to: choose a method, then how it ends; back to the shop without any status. */
export async function checkout(store: Store, request: Request, id: string): Promise<Response> {
  const payment = store.payments.get(id)
  if (!payment) return gone()
  if (!isOpen(payment)) return goBack(payment.redirectUrl)
  if (request.method !== 'POST') return draw(payment)
  const form = new URLSearchParams(await request.text())
  const method = payment.allowed.find((each) => each === form.get('method'))
  return method ? draw(choose(store, payment, method)) : end(store, payment, form.get('end') ?? '')
}
