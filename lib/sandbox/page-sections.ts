import type { Parts } from './control'
import { escapeHtml as e, type ServiceName } from './kernel'
import { modes } from './webhooks'
import type { Wire } from './wire-log'

const shown = 30

export const titles: Record<ServiceName, string> = {
  stripe: 'Stripe',
  mollie: 'Mollie',
  paypal: 'PayPal',
  cardknox: 'Cardknox',
  custom: 'Acme Pay',
  'esim-go': 'eSIM Go',
}
const bases: Record<ServiceName, string> = {
  stripe: '',
  mollie: '/mollie/v2',
  paypal: '/paypal/nvp',
  cardknox: '/cardknox',
  custom: '/custom/pay',
  'esim-go': '/esim-go/v2.5',
}
const services = Object.keys(titles) as ServiceName[]

export const time = (iso: string): string => `<time datetime="${iso}">${iso.slice(11, 19)}</time>`

const statusTag = (status: number | null, otherwise: string): string =>
  `<span class="tag ${status === null || status >= 400 ? 'failed' : 'good'}">${status ?? e(otherwise)}</span>`

function modeButtons(service: ServiceName, { webhooks }: Parts): string {
  const current = webhooks.modeOf(service)
  const buttons = modes.map(
    (mode) => `<button name="mode" value="${mode}" aria-pressed="${mode === current}">${mode}</button>`,
  )
  return `<small>How webhooks are sent</small>
    <form method="post" action="/_sandbox/webhooks" class="actions" aria-label="Webhooks of ${titles[service]}">
    <input type="hidden" name="service" value="${service}">${buttons.join('')}</form>`
}

function serviceCard(service: ServiceName, parts: Parts, url: string): string {
  const held = parts.webhooks.held(service).length
  const requests = parts.log.list(service)
  const unknown = requests.filter(({ unhandled }) => unhandled).length
  const faults = parts.faults.all().filter((fault) => fault.service === service).length
  const release = held
    ? `<form method="post" action="/_sandbox/webhooks/release"><input type="hidden" name="service" value="${service}"><button>Release ${held} held</button></form>`
    : ''
  return `<article class="card"><h3><a href="#${service}">${titles[service]}</a></h3><dl>
    <dt>Address</dt><dd><code>${e(url + bases[service])}</code></dd>
    <dt>Requests</dt><dd>${requests.length}${unknown ? ` <span class="tag warn">${unknown} unhandled</span>` : ''}</dd>
    <dt>Webhooks</dt><dd>${parts.webhooks.attempts(service).length} sent${held ? `, ${held} held` : ''}</dd>
    <dt>Faults</dt><dd>${faults ? `<span class="tag warn">${faults} waiting</span>` : 'none'}</dd></dl>
    ${modeButtons(service, parts)}${release}</article>`
}

export function overview(parts: Parts, url: string): string {
  const { mailbox } = parts
  const mails = mailbox.list().length
  return `<div class="cards">${services.map((service) => serviceCard(service, parts, url)).join('')}
    <article class="card"><h3><a href="#mail">Mailbox</a></h3><dl><dt>Address</dt><dd><code>smtp://localhost:${mailbox.port}</code></dd>
    <dt>Mails</dt><dd>${mails}</dd></dl></article></div>`
}

/** JSON is laid out for reading; any other text stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const block = (title: string, text: string): string =>
  text ? `<p><small>${title}</small></p><pre>${e(pretty(text))}</pre>` : ''

function requestLine({
  at,
  service,
  method,
  path,
  headers,
  body,
  status,
  response,
  fault,
  unhandled,
}: Wire): string {
  const marks = [fault, unhandled ? 'unhandled' : undefined].flatMap((mark) =>
    mark ? `<span class="tag warn">${e(mark)}</span>` : [],
  )
  const account = headers['stripe-account']
  const actsFor = account ? `<small>${e(account)}</small>` : ''
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `<details><summary>${time(at)} <span class="tag">${e(service)}</span>
    <span class="grow"><code>${method} ${e(path)}</code> ${actsFor}</span> ${marks.join(' ')} ${statusTag(status, 'no answer')}</summary>
    <div>${block('Headers', head.join('\n'))}${block('Body', body)}${block('Answer', response)}</div></details>`
}

export function requests({ log }: Parts): string {
  const latest = log.list().slice(-shown).reverse()
  const list = `<div class="list">${latest.map(requestLine).join('')}</div>`
  return latest.length ? list : '<p class="empty">Nothing has called yet.</p>'
}

export function webhooks(parts: Parts): string {
  const latest = parts.webhooks.attempts().slice(-shown).reverse()
  if (latest.length === 0) return '<p class="empty">No webhook was sent yet.</p>'
  const rows = latest.map(
    ({ at, service, type, url, attempt, status, error }) =>
      `<tr><td>${time(at)}</td><td>${e(service)}</td><td><code>${e(type)}</code></td><td>${attempt}</td>
       <td>${statusTag(status, error ?? 'no answer')}</td><td><small>${e(url)}</small></td></tr>`,
  )
  return `<div class="scroll"><table><thead><tr><th>Time</th><th>Service</th><th>Type</th><th>Attempt</th><th>Answer</th><th>To</th></tr></thead>
    <tbody>${rows.join('')}</tbody></table></div>`
}

const kinds: [string, string][] = [
  ['timeout', 'No answer, nothing happens'],
  ['timeout_after_commit', 'It happens, but no answer'],
  ['reset', 'Connection is cut'],
  ['status:500', 'Answers 500'],
  ['status:429', 'Answers 429'],
  ['slow', 'Answers late'],
]

export function faults({ faults: kept }: Parts): string {
  const waiting = kept
    .all()
    .map(
      ({ service, method, path, times, fault }) =>
        `<li><span class="tag warn">${e(fault)}</span> the next ${times} of ${titles[service]} <code>${e(`${method ?? 'any'} ${path ?? 'path'}`)}</code></li>`,
    )
  const clear = `<form method="post" action="/_sandbox/faults/clear"><button>Clear all faults</button></form>`
  return `${waiting.length ? `<ul class="plain">${waiting.join('')}</ul>${clear}` : ''}
    <form class="fields" method="post" action="/_sandbox/faults">
    <label>Service <select name="service">${services.map((name) => `<option value="${name}">${titles[name]}</option>`).join('')}</select></label>
    <label>Fault <select name="fault">${kinds.map(([kind, words]) => `<option value="${kind}">${words}</option>`).join('')}</select></label>
    <label>Method <select name="method"><option value="">any</option><option>POST</option><option>GET</option><option>DELETE</option></select></label>
    <label>Path <input name="path" placeholder="/orders" size="20"></label>
    <label>Times <input name="times" type="number" min="1" value="1" size="4"></label>
    <label>Delay, ms <input name="delay_ms" type="number" min="0" placeholder="5000" size="7"></label>
    <button>Set fault</button></form>`
}
