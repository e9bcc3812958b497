import { escapeHtml as e, type Kernel } from '../kernel'
import { amountText } from './amounts'
import { connections } from './connections'
import type { PaymentIntent } from './shape'
import type { Scope, Store } from './store'

const shown = 12

const actionsIn: Record<string, string[]> = {
  succeeded: [
    'refund',
    'refund_failed',
    'dispute',
    'dispute_won',
    'dispute_lost',
    'early_fraud_warning',
    'payout',
  ],
  processing: ['settle', 'fail'],
  requires_action: ['fail'],
}

const look: Record<string, string> = { succeeded: 'good', processing: 'warn', canceled: 'failed' }

const button = (id: string, action: string): string =>
  `<form method="post" action="/_sandbox/stripe/${e(id)}/${action}"><button>${action.replaceAll('_', ' ')}</button></form>`

const modeOf = ({ livemode }: Scope) => (livemode ? 'live' : 'test')

function intentCard(scope: Scope, intent: PaymentIntent): string {
  const { id, amount, currency, status, description, last_payment_error: error } = intent
  const why =
    error && status === 'requires_payment_method' ? `<p><small>${e(error.message ?? '')}</small></p>` : ''
  const about = description ? ` · ${e(description)}` : ''
  return `<article class="card">
    <h3><code>${e(id)}</code> <span class="tag ${look[status] ?? ''}">${e(status)}</span></h3>
    <p>${e(amountText(amount, currency).toUpperCase())} <small>${e(scope.account)}, ${modeOf(scope)}${about}</small></p>${why}
    <div class="actions">${(actionsIn[status] ?? []).map((action) => button(id, action)).join('')}</div>
  </article>`
}

function endpoints(store: Store): string {
  const rows = store
    .everyone('webhook_endpoint')
    .map(
      ({ scope, object: { url, status, enabled_events } }) =>
        `<tr><td>${e(scope.account)}, ${modeOf(scope)}</td><td><code>${e(url.replace(/[\w-]{12,}$/, '***'))}</code></td><td>${enabled_events.includes('*') ? 'all' : enabled_events.length}</td><td>${e(status)}</td></tr>`,
    )
  if (rows.length === 0) return '<p>No webhook endpoint is registered.</p>'
  return `<table><thead><tr><th scope="col">Account</th><th scope="col">URL</th><th scope="col">Events</th><th scope="col">Status</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function connected(kernel: Kernel): string {
  const rows = connections(kernel).map(
    ({ account, client }) =>
      `<tr><td>${e(account)}</td><td><code>${e(client)}</code></td><td><form method="post" action="/_sandbox/stripe/${e(account)}/deauthorize"><input type="hidden" name="client_id" value="${e(client)}"><button aria-label="Disconnect ${e(account)} from ${e(client)}">disconnect</button></form></td></tr>`,
  )
  if (rows.length === 0) return '<p>No account is connected to a platform.</p>'
  return `<table><thead><tr><th scope="col">Account</th><th scope="col">Platform</th><th scope="col">Access</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** The newest payments with what can be made to happen to them, the webhook endpoints and the connected accounts. */
export function panel(kernel: Kernel, store: Store): string {
  const newest = store.everyone('payment_intent').slice(-shown).reverse()
  const cards = newest.map(({ scope, object }) => intentCard(scope, object)).join('')
  return `<p>Keys: any of the form <code>sk_test_demo_fake</code>; <code>demo</code> names the account; <code>ca_test_demo_fake</code> is its client id for Connect. Test card 4242 4242 4242 4242.</p>
    <h3>Payments</h3>${cards ? `<div class="cards">${cards}</div>` : '<p>No payment yet.</p>'}
    <h3>Webhook endpoints</h3>${endpoints(store)}
    <h3>Connected accounts</h3>${connected(kernel)}`
}
