import { hostedPage, leave } from '../hosted-page'
import { escapeHtml as e, unhandled } from '../kernel'
import { textOf } from './amounts'
import { buyer } from './people'
import { accountIdOf, type Checkout, type Funding, isExpired, type Store } from './store'

const ways: [Funding, string][] = [
  ['instant', 'PayPal balance'],
  ['echeck', 'Bank account (eCheck, takes days)'],
  ['refused', 'Card that its bank refuses'],
]

export const checkoutUrl = ({ kernel }: Store, { token }: Checkout): string =>
  `${kernel.url}/paypal/cgi-bin/webscr?cmd=_express-checkout&useraction=commit&token=${token}`

const notice = (text: string, status = 200) =>
  hostedPage(
    'PayPal',
    `<h1>Things don't appear to be working</h1><p>${text} Go back to the shop.</p>`,
    status,
  )

/** The buyer is signed in already and picks what to pay with; the tester thereby picks how it ends. */
function draw({ units, currency, description, status }: Checkout, isCommit: boolean): Response {
  const word = isCommit ? 'Pay now' : 'Continue'
  const failed =
    status === 'PaymentActionFailed'
      ? '<p role="status">Your bank refused the card. Choose another way.</p>'
      : ''
  const buttons = ways.map(
    ([funding, words], place) =>
      `<button name="funding" value="${funding}"${place === 0 ? ' class="main"' : ''}>${word}: ${words}</button>`,
  )
  return hostedPage(
    'Pay with PayPal',
    `<h1>Pay with PayPal</h1><p>${e(description ?? 'Your order')} · test mode</p><p class="sum">${e(currency)} ${textOf(units, currency)}</p>
    <p>Signed in as ${e(buyer.email)}</p>${failed}<form method="post">${buttons.join('')}<button name="cancel" value="1">Cancel and return to the shop</button></form>`,
  )
}

function withQuery(url: string, query: Record<string, string>): string {
  const to = new URL(url)
  for (const [name, value] of Object.entries(query)) to.searchParams.set(name, value)
  return to.href
}

const back = ({ returnUrl, token, payerId }: Checkout) =>
  leave(withQuery(returnUrl, { token, PayerID: payerId! }))

/** The buyer agrees to pay; no money moves before the shop asks for it. */
export function approve(store: Store, checkout: Checkout, funding: Funding): Checkout {
  const approved: Checkout = { ...checkout, funding, payerId: accountIdOf(buyer.email) }
  store.checkouts.put(checkout.token, approved)
  return approved
}

/** The page behind the Checkout address: `?cmd=_express-checkout&token=EC-...` (psp.md 5.3). */
export async function buyerPage(store: Store, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const checkout = store.checkouts.get(searchParams.get('token') ?? '')
  if (searchParams.get('cmd') !== '_express-checkout' || !checkout)
    return unhandled(notice('There is no such checkout.', 404))
  if (checkout.transactionId) return back(checkout)
  if (isExpired(store, checkout)) return notice('This checkout has expired.')
  if (request.method !== 'POST') return draw(checkout, searchParams.get('useraction') === 'commit')
  const form = new URLSearchParams(await request.text())
  if (form.has('cancel')) return leave(withQuery(checkout.cancelUrl, { token: checkout.token }))
  const way = ways.find(([funding]) => funding === form.get('funding'))
  return way
    ? back(approve(store, checkout, way[0]))
    : draw(checkout, searchParams.get('useraction') === 'commit')
}
