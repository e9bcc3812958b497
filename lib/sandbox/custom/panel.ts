import { escapeHtml as e } from '../kernel'
import { actionsFor } from './control'
import type { Payment, Store } from './store'

const shown = 12

const look: Record<string, string> = { paid: 'good', pending: 'warn', failed: 'failed', canceled: 'failed' }

const button = (id: string, action: string): string =>
  `<form method="post" action="/_sandbox/custom/${e(id)}/${action}"><button>${action.replaceAll('_', ' ')}</button></form>`

const card = (payment: Payment): string => {
  const { id, status, amount, currency, reference, description, refunds, shopId } = payment
  const back = refunds.map((each) => `refunded ${each.amount}`).join(', ')
  return `<article class="card"><h3><code>${e(id)}</code> <span class="tag ${look[status] ?? ''}">${status}</span></h3>
    <p>${e(currency)} ${e(amount)} <small>${e(reference)}, ${e(shopId)} · ${e(description)}</small></p>
    ${back ? `<p><small>${e(back)}</small></p>` : ''}
    <div class="actions">${actionsFor(payment)
      .map((action) => button(id, action))
      .join('')}</div></article>`
}

const newShop = `<form class="fields" method="post" action="/_sandbox/custom/shops" aria-label="New shop">
  <label>Webhook URL <input name="webhook_url" type="url" required size="40"></label>
  <label>Shared secret <input name="secret" type="password" required autocomplete="off" size="24"></label>
  <label>Account <select name="legacy"><option value="off">signed</option><option value="on">old way, by GET</option></select></label>
  <button>Enter the shop</button></form>`

/** Where a merchant enters a shop, and the newest payments with what can be made to happen to them. */
export function panel({ shops, payments }: Store): string {
  const cards = payments.all().slice(-shown).reverse().map(card)
  return `<p>An example of a payment page that calls back. It knows ${shops.all().length} shops; a shop is known by its shared secret.</p>
    ${newShop}${cards.length ? `<div class="cards">${cards.join('')}</div>` : '<p>No payment yet.</p>'}`
}
