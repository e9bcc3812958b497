import { escapeHtml as e } from '../kernel'
import { type Fields, Refusal } from './call'
import { charge, save } from './charge'
import { answerOf } from './gateway'
import { accountOf, type Store, type Transaction } from './store'

const longestAddress = 2_048

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:light-dark(#f4f6f5,#15181a)}
main{width:min(26rem,100%);padding:1.5rem;border-radius:.75rem;background:light-dark(#fff,#1f2427);color:light-dark(#14191b,#e6ecee);box-shadow:0 1px 8px #0003}
h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:0 0 1rem}form{display:grid;gap:.75rem}label{display:grid;gap:.25rem}
input{font:inherit;min-height:2.75rem;padding:.5rem .75rem;border-radius:.5rem;border:1px solid light-dark(#6d7a7d,#84939a);background:transparent;color:inherit;width:100%}
.two{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border-radius:.5rem;cursor:pointer;
border:1px solid light-dark(#6d7a7d,#84939a);background:transparent;color:inherit}button.main{background:#0b6b5d;border-color:#0b6b5d;color:#fff}
fieldset{border:1px dashed light-dark(#6d7a7d,#84939a);border-radius:.5rem;display:grid;gap:.75rem;margin:.5rem 0 0;padding:.75rem}
[role=alert]{color:light-dark(#a1161f,#ff9aa0)}:focus-visible{outline:3px solid #2f9d8c;outline-offset:2px}`

function html(title: string, body: string, status = 200): Response {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main></body></html>`
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

const input = (label: string, name: string, value: string, more = ''): string =>
  `<label>${label}<input name="${name}" value="${e(value)}" ${more}></label>`

const isLocked = ({ amountlocked }: Fields): boolean => /^(1|true)$/i.test(amountlocked ?? '')

function form(slug: string, fields: Fields, typed: Fields, problem: string): Response {
  const saves = fields.xcommand?.toLowerCase() === 'cc:save'
  const verb = saves ? 'Save card' : 'Pay'
  const amount = saves
    ? ''
    : input(
        `Amount, ${e(fields.xcurrency ?? 'USD')}`,
        'xAmount',
        typed.xamount ?? fields.xamount ?? '',
        `inputmode="decimal" required${isLocked(fields) ? ' readonly' : ''}`,
      )
  return html(
    'PaymentSITE',
    `<h1>${verb} at ${e(slug)}</h1><p>${e(fields.xdescription ?? '')}</p>
    ${problem ? `<p role="alert">${e(problem)}</p>` : ''}
    <form method="post">${amount}
    ${input('Card number', 'xCardNum', typed.xcardnum ?? '', 'inputmode="numeric" autocomplete="cc-number" required')}
    <div class="two">${input('Expiry, MMYY', 'xExp', typed.xexp ?? '', 'inputmode="numeric" autocomplete="cc-exp" required')}
    ${input('CVV', 'xCVV', '', 'inputmode="numeric" autocomplete="cc-csc" required')}</div>
    <button class="main">${verb}</button>
    ${saves ? '' : sandboxControls}</form>`,
  )
}

const sandboxControls = `<fieldset><legend>Only in the sandbox</legend><p>Test card 4444333322221111, any date to come.</p>
  <button name="ends" value="decline">Let the bank decline it</button><button name="ends" value="partly">Let the bank approve half</button></fieldset>`

const isWeb = (address: string | undefined): address is string =>
  !!address && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)

/** Back to the shop with the answer in the query, which proves nothing; without an address a receipt. */
function leave(transaction: Transaction, fields: Fields): Response {
  const isApproved = transaction.result === 'A'
  const to = isApproved ? fields.xredirecturl : fields.xredirecturl_notapproved || fields.xredirecturl
  if (isWeb(to)) {
    const address = new URL(to)
    for (const [name, value] of Object.entries(answerOf(transaction))) address.searchParams.set(name, value)
    return new Response(null, { status: 303, headers: { Location: address.href } })
  }
  return html(
    isApproved ? 'Thank you' : 'Not approved',
    isApproved
      ? `<h1>Thank you</h1><p>Approved. Reference ${transaction.refNum}.</p>`
      : `<h1>Not approved</h1><p>${e(transaction.error)}</p>`,
  )
}

const lowered = (entries: Iterable<[string, string]>): Fields =>
  Object.fromEntries([...entries].map(([name, value]) => [name.toLowerCase(), value]))

function submit(store: Store, slug: string, fields: Fields, typed: Fields): Transaction {
  const xamount = isLocked(fields) ? fields.xamount : (typed.xamount ?? fields.xamount)
  const given = { ...fields, ...typed, xamount: xamount ?? '', xtoken: '' }
  if (fields.xcommand?.toLowerCase() === 'cc:save') return save(store, slug, given)
  const account = accountOf(store, slug)
  const cents = Math.floor(Number(given.xamount) * 50)
  if (typed.ends === 'decline') store.accounts.put(slug, { ...account, next: { kind: 'decline' } })
  if (typed.ends === 'partly') store.accounts.put(slug, { ...account, next: { kind: 'partly', cents } })
  const command = fields.xcommand?.toLowerCase() === 'cc:authonly' ? 'CC:AuthOnly' : 'CC:Sale'
  return charge(store, slug, command, given)
}

/** The page of an account. The buyer holds its address, so whatever stands in it can be edited (psp.md 6.2). */
export async function site(store: Store, request: Request, slug: string): Promise<Response> {
  if (request.url.length > longestAddress || !/^[a-z0-9]+$/.test(slug))
    return html('Not found', '<h1>Not found</h1><p>This page does not exist.</p>', 404)
  const fields = lowered(new URL(request.url).searchParams)
  if (request.method !== 'POST') return form(slug, fields, {}, '')
  const typed = lowered(new URLSearchParams(await request.text()))
  try {
    return leave(submit(store, slug, fields, typed), fields)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return form(slug, fields, typed, error.message)
  }
}
