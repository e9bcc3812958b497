import type { Parts } from './control'
import { escapeHtml as e } from './kernel'
import type { Mail } from './mailbox/mailbox'
import { time } from './page-sections'

const shownMails = 15

/** The mail as its reader sees it: its own pictures put in, links opened beside this page. */
function letter({ html, attachments }: Mail): string {
  const whole = attachments.reduce(
    (text, { cid, contentType, content }) =>
      cid ? text.replaceAll(`cid:${cid}`, `data:${contentType};base64,${content}`) : text,
    html,
  )
  return `<base target="_blank">${whole}`
}

function mailLine(mail: Mail): string {
  const { at, to, subject, text, html, attachments } = mail
  const files = attachments.map(({ filename, size }) => `${e(filename)} (${Math.ceil(size / 1024)} KB)`)
  const body = html
    ? `<iframe title="${e(subject)}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${e(letter(mail))}"></iframe>`
    : `<pre>${e(text)}</pre>`
  return `<details><summary>${time(at)} <span class="grow"><strong>${e(subject)}</strong></span> <span>${e(to.join(', '))}</span></summary>
    <div>${body}${files.length ? `<p><small>Attached: ${files.join(', ')}</small></p>` : ''}</div></details>`
}

export function mails({ mailbox }: Parts): string {
  const latest = mailbox.list().slice(-shownMails).reverse()
  const list = `<div class="list">${latest.map(mailLine).join('')}</div>`
  return latest.length ? list : '<p class="empty">No mail yet. Every mail the product sends ends here.</p>'
}
