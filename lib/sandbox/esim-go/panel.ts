import { escapeHtml as e } from '../kernel'
import { bundleState, isUnlimited } from './applied'
import {
  type Account,
  type Applied,
  dollars,
  type Esim,
  isHeld,
  type ProfileStatus,
  type Store,
} from './store'

const shown = 8

const actionsIn: Record<ProfileStatus, string[]> = {
  Released: ['install', 'enable', 'use'],
  Downloaded: ['install', 'enable', 'use'],
  Installed: ['enable', 'use', 'delete'],
  Enabled: ['use', 'expire', 'disable', 'delete'],
  Disabled: ['enable', 'delete'],
  Deleted: [],
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`

function bundleLine(bundle: Applied, now: number): string {
  const state = bundleState(bundle, now)
  const left = isUnlimited(bundle)
    ? 'unlimited'
    : `${gigabytes(bundle.remaining)} of ${gigabytes(bundle.initial)} left`
  const meter = isUnlimited(bundle)
    ? ''
    : `<meter min="0" max="${bundle.initial}" value="${bundle.remaining}"></meter>`
  return `<li><code>${e(bundle.name)}</code> <span class="tag ${state}">${state}</span> ${meter} <small>${left}</small></li>`
}

const button = (iccid: string, action: string): string =>
  `<form method="post" action="/_sandbox/esim/${iccid}/${action}"><button>${action}${action === 'use' ? ' 100 MB' : ''}</button></form>`

function esimCard(esim: Esim, now: number): string {
  const { iccid, status, isSuspended, customerRef, bundles, place } = esim
  const where = place ? `${place.network}, ${place.iso}` : 'never on a network'
  const held = isHeld(esim, now) ? '' : '<span class="tag failed">returned</span>'
  return `<article class="card">
    <h3><code>${iccid}</code> <span class="tag ${status.toLowerCase()}">${status}</span>${isSuspended ? ' <span class="tag failed">suspended</span>' : ''} ${held}</h3>
    <p><small>${e(where)}${customerRef ? ` · ${e(customerRef)}` : ''}</small></p>
    <ul class="plain">${bundles.map((bundle) => bundleLine(bundle, now)).join('') || '<li><small>No bundle.</small></li>'}</ul>
    <div class="actions">${actionsIn[status].map((action) => button(iccid, action)).join('')}</div>
  </article>`
}

function accountRow({ key, balanceCents, callback, refundsEnabled }: Account): string {
  const masked = `${key.slice(0, 14)}***`
  const where = callback
    ? `${e(callback.url.replace(/[\w-]{12,}$/, '***'))} (${callback.encoding})`
    : 'not set'
  const refunds = refundsEnabled ? 'on' : 'off'
  return `<tr><td><code>${e(masked)}</code></td><td>$${dollars(balanceCents).toFixed(2)}</td><td>${where}</td><td>${refunds}</td></tr>`
}

const anyEsim = `<form class="fields" method="post" action="/_sandbox/esim">
  <label>ICCID <input name="iccid" required inputmode="numeric" size="22"></label>
  <label>Action <select name="action">${['install', 'enable', 'use', 'disable', 'delete', 'expire'].map((each) => `<option>${each}</option>`).join('')}</select></label>
  <label>Bytes <input name="bytes" inputmode="numeric" size="12" placeholder="100000000"></label>
  <label>MCC <input name="mcc" inputmode="numeric" size="4" placeholder="208"></label>
  <label>MNC <input name="mnc" inputmode="numeric" size="4" placeholder="01"></label>
  <button>Do it</button>
</form>`

const portal = `<form class="fields" method="post" action="/_sandbox/esim-go/callback">
  <label>API key <input name="api_key" required size="24" placeholder="sbx_esimgo_..."></label>
  <label>Callback URL <input name="url" type="url" required size="36"></label>
  <label>Signature <select name="encoding"><option>hex</option><option>base64</option></select></label>
  <label>ICCID sent as <select name="iccid_as_number"><option value="false">text</option><option value="true">number</option></select></label>
  <button>Save callback</button>
</form>`

/** The eSIMs in people's hands, newest first, and what the vendor's portal would set. */
export function esimGoPanel(store: Store): string {
  const now = store.kernel.now()
  const all = store.esims.all()
  const cards = all
    .slice(-shown)
    .reverse()
    .map((esim) => esimCard(esim, now))
  const accounts = store.accounts.all().map(accountRow)
  const table = `<div class="scroll"><table><thead><tr><th>API key</th><th>Balance</th><th>Callback</th><th>Refunds</th></tr></thead><tbody>${accounts.join('')}</tbody></table></div>`
  return `<p>eSIMs issued: ${all.length}, orders: ${store.orders.all().length}. Be the phone: install an eSIM, use its data, travel.</p>
    ${cards.length ? `<div class="cards">${cards.join('')}</div>` : '<p class="empty">No eSIM yet. Buy one in the store, and it appears here.</p>'}
    <details><summary>Any eSIM, any country</summary>${anyEsim}</details>
    <details><summary>Accounts and callbacks</summary>${accounts.length ? table : ''}${portal}
      <p><small>Any key that begins with <code>sbx_esimgo_</code> is an account with $10,000. With <code>wrapped</code> in it lists come in the vendor's other shape, with <code>unlimited</code> in it there is no rate limit.</small></p></details>`
}
