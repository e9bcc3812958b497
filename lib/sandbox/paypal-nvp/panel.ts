import { escapeHtml as e } from '../kernel'
import { textOf } from './amounts'
import { actionsFor } from './control'
import { historyOf } from './later'
import { checkoutUrl } from './page'
import { type Checkout, isExpired, type Store, type Transaction } from './store'

const shown = 12

const look: Record<string, string> = {
  Completed: 'good',
  CanceledReversal: 'good',
  Pending: 'warn',
  Denied: 'failed',
  Reversed: 'failed',
}

const button = (id: string, action: string): string =>
  `<form method="post" action="/_sandbox/paypal/${e(id)}/${action}"><button>${action.replaceAll('_', ' ')}</button></form>`

function card(store: Store, transaction: Transaction): string {
  const { id, kind, status, units, currency, paymentType, merchantId, description } = transaction
  const notes = historyOf(store, transaction)
  return `<article class="card">
    <h3><code>${e(id)}</code> <span class="tag ${look[status] ?? ''}">${status}</span></h3>
    <p>${e(currency)} ${textOf(units, currency)} <small>${kind}, ${paymentType}, ${e(merchantId)} · ${e(description ?? '')}</small></p>
    ${notes.length ? `<p><small>${e(notes.join(', '))}</small></p>` : ''}
    <div class="actions">${actionsFor(transaction)
      .map((action) => button(id, action))
      .join('')}</div></article>`
}

const openCard = (store: Store, checkout: Checkout): string => `<article class="card">
  <h3><code>${e(checkout.token)}</code> <span class="tag">${checkout.payerId ? 'approved' : 'open'}</span></h3>
  <p>${e(checkout.currency)} ${textOf(checkout.units, checkout.currency)} <small>${e(checkout.description ?? '')}</small></p>
  <p><a href="${e(checkoutUrl(store, checkout))}">Checkout page</a></p></article>`

/** The open checkouts and the newest transactions, with what can be made to happen to them. */
export function panel(store: Store): string {
  const open = store.checkouts.all().filter((each) => !each.transactionId && !isExpired(store, each))
  const cards = [
    ...open.slice(-shown).map((each) => openCard(store, each)),
    ...store.transactions
      .all()
      .slice(-shown)
      .map((each) => card(store, each)),
  ].reverse()
  return `<p>Endpoint <code>${store.kernel.url}/paypal/nvp</code>, Checkout <code>${store.kernel.url}/paypal/cgi-bin/webscr</code>.
    Username: any with <code>_api1.</code>, such as <code>shop_api1.example.test</code>. The password and signature of its first call are the right ones.</p>
    ${cards.length ? `<div class="cards">${cards.join('')}</div>` : '<p>No checkout yet.</p>'}`
}
