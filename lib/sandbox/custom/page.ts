import { escapeHtml as e, unhandled } from '../kernel'
import { begin, move } from './payment'
import { hasEnded, shopBehind } from './proof'
import type { Payment, Shop, Status, Store } from './store'

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:light-dark(#f3f1ec,#17150f)}
main{width:min(26rem,100%);padding:1.5rem;border-radius:.75rem;background:light-dark(#fff,#211f18);color:light-dark(#1c1a14,#ece8dd)}
h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:0 0 1rem}.sum{font-size:1.75rem;font-weight:600;margin:0}form{display:grid;gap:.75rem}
input,button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border-radius:.5rem;border:1px solid light-dark(#7a7466,#948d7c);background:transparent;color:inherit}
button{cursor:pointer}button.main{background:#7a3b06;border-color:#7a3b06;color:#fff}:focus-visible{outline:3px solid #d9822b;outline-offset:2px}`

function html(title: string, body: string, status = 200): Response {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main></body></html>`
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

const say = (title: string, text: string, status = 200) =>
  html(title, `<h1>${e(title)}</h1><p>${e(text)}</p>`, status)

const choices: [Status, string][] = [
  ['paid', 'Pay'],
  ['pending', 'Pay later by bank transfer'],
  ['failed', 'Let the payment fail'],
  ['canceled', 'Cancel'],
]

/** An old account is not told the amount, so the buyer says it. */
const sum = ({ legacy }: Shop, { amount, currency }: Payment): string =>
  legacy
    ? '<label for="amount">Amount to add</label><input id="amount" name="amount" inputmode="decimal" required pattern="\\d+(\\.\\d+)?">'
    : `<p class="sum">${e(currency)} ${e(amount)}</p>`

const draw = (shop: Shop, payment: Payment): Response =>
  html(
    'Acme Pay',
    `<h1>Acme Pay</h1><p>${e(payment.description)}</p><form method="post">${sum(shop, payment)}${choices
      .map(
        ([status, words], place) =>
          `<button name="end" value="${status}"${place ? ' formnovalidate' : ' class="main"'}>${words}</button>`,
      )
      .join('')}</form>`,
  )

const leave = ({ returnUrl, status }: Payment): Response =>
  returnUrl
    ? new Response(null, { status: 303, headers: { Location: returnUrl } })
    : say('Thank you', `Your payment is ${status}. You may close this page.`)

/** `GET` and `POST /custom/pay?id=...&sig=...`: the page that buyers of a shop are sent to. */
export async function page(store: Store, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const shop = shopBehind(store, searchParams)
  if (!shop) return unhandled(say('Not genuine', 'No shop that Acme Pay knows has signed this link.', 400))
  if (hasEnded(searchParams))
    return say('Too late', 'This link has ended. Go back to the shop and pay from there.', 410)
  const payment = begin(store, shop.id, searchParams)
  if (payment.status !== 'open') return leave(payment)
  if (request.method !== 'POST') return draw(shop, payment)
  const form = new URLSearchParams(await request.text())
  const status = choices.find(([each]) => each === form.get('end'))?.[0]
  const amount = shop.legacy ? (form.get('amount') ?? '') : payment.amount
  if (!status || (status === 'paid' && !/^\d+(\.\d+)?$/.test(amount))) return draw(shop, payment)
  return leave(move(store, payment, status, amount) ?? payment)
}
