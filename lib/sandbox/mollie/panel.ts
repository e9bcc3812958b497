import { escapeHtml as e } from '../kernel'
import { actionsFor } from './control'
import { chargebacksOf, type Payment, refundsOf, type Store } from './store'
import { checkoutUrl } from './views'

const shown = 12

const look: Record<string, string> = { paid: 'good', pending: 'warn', failed: 'failed', expired: 'failed' }

const button = (id: string, action: string): string =>
  `<form method="post" action="/_sandbox/mollie/${e(id)}/${action}"><button>${action.replaceAll('_', ' ')}</button></form>`

function card(store: Store, payment: Payment): string {
  const { id, status, amount, method, profileId, mode, description } = payment
  const notes = [
    ...refundsOf(store, id).map((refund) => `refund ${refund.amount.value} ${refund.status}`),
    ...chargebacksOf(store, id).map(({ reversedAt }) =>
      reversedAt === null ? 'charged back' : 'chargeback reversed',
    ),
  ]
  const page = status === 'open' ? `<p><a href="${e(checkoutUrl(store, payment))}">Checkout page</a></p>` : ''
  return `<article class="card">
    <h3><code>${e(id)}</code> <span class="tag ${look[status] ?? ''}">${status}</span></h3>
    <p>${e(amount.currency)} ${e(amount.value)} <small>${e(profileId)}, ${mode}${method ? `, ${method}` : ''} · ${e(description)}</small></p>
    ${notes.length ? `<p><small>${e(notes.join(', '))}</small></p>` : ''}${page}
    <div class="actions">${actionsFor(payment)
      .map((action) => button(id, action))
      .join('')}</div></article>`
}

/** The newest payments with what can be made to happen to them. */
export function panel(store: Store): string {
  const cards = store.payments
    .all()
    .slice(-shown)
    .reverse()
    .map((payment) => card(store, payment))
  return `<p>Keys: <code>test_</code> and any 30 letters and digits, such as <code>test_fakefakefakefakefakefakefake01</code>.</p>
    ${cards.length ? `<div class="cards">${cards.join('')}</div>` : '<p>No payment yet.</p>'}`
}
