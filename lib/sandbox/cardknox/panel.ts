import { escapeHtml as e } from '../kernel'
import { decimal } from './call'
import { transactionActions } from './control'
import { isSettled, type Store, type Transaction } from './store'

const shown = 12

const look = { A: 'good', D: 'failed', E: 'warn' } as const

const button = (refNum: string, action: string): string =>
  `<form method="post" action="/_sandbox/cardknox/${refNum}/${action}"><button>${action}</button></form>`

function card(store: Store, each: Transaction): string {
  const { refNum, command, result, error, authorized, requested, currency, fields, slug } = each
  const notes = [
    slug,
    fields.xinvoice,
    each.card?.masked,
    each.isVoid ? 'voided' : isSettled(store, each) ? 'settled' : undefined,
    error,
  ].filter(Boolean)
  const canFollow = result === 'A' && !each.isVoid && /^cc:(sale|authonly|capture)$/i.test(command)
  const actions = canFollow ? transactionActions.map((action) => button(refNum, action)).join('') : ''
  return `<article class="card"><h3><code>${refNum}</code> <span class="tag ${look[result]}">${e(command)}</span></h3>
    <p>${e(currency)} ${decimal(authorized)}${authorized === requested ? '' : ` of ${decimal(requested)}`} <small>${e(notes.join(' · '))}</small></p>
    <div class="actions">${actions}</div></article>`
}

const portal = `<form class="fields" method="post" action="/_sandbox/cardknox/webhook" aria-label="Webhook of an account">
  <label>Account <input name="account" placeholder="demo" size="10" required></label>
  <label>Webhook URL <input name="url" type="url" size="36" required></label>
  <label>PIN <input name="pin" size="12"></label><button>Set in the portal</button></form>`

/** The portal of the accounts, and the newest transactions with what can be made to happen to them. */
export function panel(store: Store): string {
  const told = store.accounts
    .all()
    .filter(({ webhook }) => webhook)
    .map(({ slug, webhook }) => `<li>${e(slug)}: <code>${e(webhook!.url)}</code></li>`)
  const cards = store.transactions
    .all()
    .slice(-shown)
    .reverse()
    .map((each) => card(store, each))
  return `<p>Keys: <code>fakekey</code> and the name of an account, such as <code>fakekeydemo</code>; its hosted page is
    <code>/cardknox/site/demo</code>. Test card 4444333322221111.</p>${portal}
    ${told.length ? `<ul class="plain">${told.join('')}</ul>` : ''}
    ${cards.length ? `<div class="cards">${cards.join('')}</div>` : '<p>No transaction yet.</p>'}`
}
