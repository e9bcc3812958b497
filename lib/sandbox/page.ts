import type { Parts } from './control'
import { escapeHtml } from './kernel'

/** The page for people at `/`. */
export function page(parts: Parts, query: URLSearchParams): Response {
  const said = query.get('said') ?? ''
  const body = `<p role="status">${escapeHtml(said)}</p>${parts.emulators.map((each) => each.panel()).join('')}`
  return new Response(body, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}
