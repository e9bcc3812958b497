import { escapeHtml as e } from './kernel'

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:light-dark(#f5f6f8,#15171c)}
main{width:min(26rem,100%);padding:1.5rem;border-radius:.75rem;background:light-dark(#fff,#1f2229);color:light-dark(#14171f,#e8eaf0);box-shadow:0 1px 8px #0003}
h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:0 0 1rem}.sum{font-size:1.75rem;font-weight:600;margin:0}
form{display:grid;gap:.75rem;margin-top:1rem}button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border-radius:.5rem;cursor:pointer;text-align:start;
border:1px solid light-dark(#767c8c,#858b9c);background:transparent;color:inherit}
button.main{background:#1257c9;border-color:#1257c9;color:#fff;text-align:center}button:focus-visible{outline:3px solid #4f8df5;outline-offset:2px}`

/** A page that a vendor shows to buyers. `body` is HTML, the title plain text. */
export function hostedPage(title: string, body: string, status = 200): Response {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main></body></html>`
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

/** Sends the browser on. */
export const leave = (to: string) => new Response(null, { status: 303, headers: { Location: to } })
