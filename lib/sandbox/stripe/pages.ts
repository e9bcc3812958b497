import { escapeHtml as e, type Kernel, unhandled } from '../kernel'
import { amountText } from './amounts'
import { quietCall } from './call'
import { checkoutPage } from './checkout-page'
import { type Challenge, challenges, isAsked } from './objects/challenge'
import { finishPayment } from './objects/confirm'
import { finishSetup } from './objects/setup-confirm'
import type { PaymentIntent, SetupIntent } from './shape'
import type { Store } from './store'

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f4f5f8,#15171c)}
main{width:min(26rem,calc(100vw - 2rem));padding:2rem;border-radius:.75rem;box-sizing:border-box;
background:light-dark(#fff,#1f2229);color:light-dark(#1a1f36,#e8eaf0);box-shadow:0 1px 8px #0003}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1rem}form{display:grid;gap:.75rem}
button{font:inherit;padding:.75rem;border-radius:.5rem;cursor:pointer;border:1px solid light-dark(#8a90a5,#737a8f);background:transparent;color:inherit}
button.main{background:#4f46c8;border-color:#4f46c8;color:#fff}button:focus-visible,a:focus-visible{outline:3px solid #7c74f2;outline-offset:2px}
a{color:inherit}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0;text-align:right}`

function html(title: string, body: string, status = 200): Response {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main></body></html>`
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

const gone = () =>
  unhandled(
    html(
      'Not found',
      '<h1>Not found</h1><p>The sandbox knows no such page. Go back to the shop and try again.</p>',
      404,
    ),
  )

function intentOf(store: Store, { kind, intent, scope }: Challenge): PaymentIntent | SetupIntent {
  return kind === 'payment_intent' ? store.get(scope, kind, intent) : store.get(scope, kind, intent)
}

/** What the buyer's browser brings back (psp.md 3.10). */
function returnTo(url: string, intent: PaymentIntent | SetupIntent): string {
  const to = new URL(url)
  to.searchParams.set(intent.object, intent.id)
  to.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '')
  const isDone = intent.status === 'succeeded' || intent.status === 'requires_capture'
  const status = isDone ? 'succeeded' : intent.status === 'processing' ? 'pending' : 'failed'
  to.searchParams.set('redirect_status', status)
  return to.href
}

function question(challenge: Challenge, intent: PaymentIntent | SetupIntent): Response {
  const what =
    intent.object === 'payment_intent'
      ? `This payment of ${amountText(intent.amount, intent.currency).toUpperCase()} needs your confirmation.`
      : 'Saving this card needs your confirmation.'
  const path = `/stripe/3ds/${e(challenge.id)}`
  return html(
    '3D Secure test page',
    `<h1>3D Secure test page</h1><p>${e(what)} Your bank would ask you here; in the sandbox you choose how it ends.</p>
<form method="post"><button class="main" formaction="${path}/complete">Complete authentication</button>
<button formaction="${path}/fail">Fail authentication</button></form>`,
  )
}

const cors = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }

function finish(
  kernel: Kernel,
  store: Store,
  challenge: Challenge,
  passed: boolean,
  wantsJson: boolean,
): Response {
  const call = quietCall(kernel, store, challenge.scope)
  const done =
    challenge.kind === 'payment_intent'
      ? finishPayment(call, challenge, passed)
      : finishSetup(call, challenge, passed)
  if (wantsJson) return Response.json({ status: done.status }, { headers: cors })
  if (challenge.returnUrl)
    return new Response(null, { status: 303, headers: { Location: returnTo(challenge.returnUrl, done) } })
  return html(
    'Authentication finished',
    '<h1>Authentication finished</h1><p>You can close this page and go back to the shop.</p>',
  )
}

function receipt(store: Store, id: string): Response {
  const found = store.everyone('charge').find(({ object }) => object.id === id)?.object
  if (!found) return gone()
  const last4 =
    found.payment_method_details?.card?.last4 ?? found.payment_method_details?.sepa_debit?.last4 ?? ''
  return html(
    'Receipt',
    `<h1>Receipt</h1><dl><dt>Amount</dt><dd>${e(amountText(found.amount, found.currency).toUpperCase())}</dd>
<dt>Refunded</dt><dd>${e(amountText(found.amount_refunded, found.currency).toUpperCase())}</dd>
<dt>Paid with</dt><dd>•••• ${e(last4)}</dd><dt>Date</dt><dd>${new Date(found.created * 1000).toISOString().slice(0, 10)}</dd></dl>`,
  )
}

/** The pages a buyer may come to: a checkout, `/stripe/3ds/{id}` with its two buttons, and `/stripe/receipts/{charge}`. */
export async function servePage(
  kernel: Kernel,
  store: Store,
  request: Request,
  path: string,
): Promise<Response> {
  const [, , area, id = '', ending] = path.split('/')
  if (area === 'receipts' && request.method === 'GET') return receipt(store, id)
  if (area === 'checkout') return checkoutPage(kernel, store, request, id)
  const challenge = area === '3ds' ? challenges(kernel).get(id) : undefined
  if (!challenge) return gone()
  const intent = intentOf(store, challenge)
  const wantsJson = request.headers.get('accept')?.includes('application/json') ?? false
  if (request.method === 'POST' && (ending === 'complete' || ending === 'fail'))
    return finish(kernel, store, challenge, ending === 'complete', wantsJson)
  if (isAsked(intent, challenge)) return question(challenge, intent)
  return finish(kernel, store, challenge, false, wantsJson)
}
