import type { Parts } from './control'
import { escapeHtml } from './kernel'
import { mails } from './page-mail'
import { faults, overview, requests, titles, webhooks } from './page-sections'
import { style } from './page-style'

const jumps: [string, number][] = [
  ['1 hour', 3_600],
  ['1 day', 86_400],
  ['8 days', 691_200],
  ['31 days', 2_678_400],
]

const clockForm = `<form class="actions" method="post" action="/_sandbox/clock" aria-label="Move the clock">${jumps
  .map(([words, seconds]) => `<button name="advance_s" value="${seconds}">+ ${words}</button>`)
  .join('')}</form>`

const section = (id: string, title: string, body: string): string =>
  `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`

function body(parts: Parts, url: string, said: string, isBad: boolean): string {
  const names = parts.emulators.map(({ service }) => service)
  const links = names.map((name) => `<a href="#${name}">${titles[name]}</a>`)
  const now = parts.clock.iso()
  return `<header id="top"><div><strong>Simyard sandbox</strong>
    <nav aria-label="Sections">${links.join('')}<a href="#requests">Requests</a><a href="#webhooks">Webhooks</a>
    <a href="#mail">Mail</a><a href="#faults">Faults</a><a href="/">Refresh</a></nav>
    <time datetime="${now}">${now.slice(0, 10)} ${now.slice(11, 19)} UTC</time></div></header>
    <main><h1>The outside world, simulated</h1>
    <p class="lead">Payment providers, eSIM supplier and mailbox in one process. No money moves, no card is real, no eSIM can be installed.</p>
    <p role="status"${isBad ? ' class="bad"' : ''}>${escapeHtml(said)}</p>
    ${overview(parts, url)}
    ${section('clock', 'Clock', `<p>Moves the time of the simulated services only, and runs what falls due on the way.</p>${clockForm}`)}
    ${parts.emulators.map((each) => section(each.service, titles[each.service], each.panel())).join('')}
    ${section('requests', 'Requests received', requests(parts))}
    ${section('webhooks', 'Webhooks sent', webhooks(parts))}
    ${section('mail', 'Mail', mails(parts))}
    ${section('faults', 'Faults', `<p>Make the next calls fail the way real services fail.</p>${faults(parts)}`)}
    </main>`
}

/** The page for people at `/`. It runs no script: every button is a form that posts to the control API. */
export function page(parts: Parts, url: string, query: URLSearchParams): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simyard sandbox</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><style>${style}</style></head>
    <body>${body(parts, url, query.get('said') ?? '', query.has('bad'))}</body></html>`
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'"
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
    },
  })
}
