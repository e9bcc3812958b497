import type { Emulator, MakeEmulator } from '../kernel'
import { makeApi, preflight } from './api'
import { control } from './control'
import { webhookHeaders } from './events'
import { makeOAuth } from './oauth'
import { authorizePage } from './oauth-page'
import { servePage } from './pages'
import { panel } from './panel'
import { stripeJs } from './script'
import { makeStore } from './store'
import { runTimer } from './timers'

const scriptPath = /^\/(js\/)?([a-z0-9]+\/)?stripe\.js$|^\/js\/v3\/?$/
const serveScript = (url: string) =>
  new Response(stripeJs(url), {
    headers: {
      'Content-Type': 'application/javascript; charset=utf-8',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'no-cache',
    },
  })

/** Stripe as of API 2026-10-28.endive: `/v1/...`, `/oauth/...`, `/js/endive/stripe.js`, and its pages for buyers under `/stripe/`. */
export const makeStripe: MakeEmulator = (kernel): Emulator => {
  const store = makeStore(kernel)
  const api = makeApi(kernel, store)
  const oauth = makeOAuth(kernel, store)
  return {
    service: 'stripe',
    owns: (path) => /^\/(v1|v2|js|oauth|stripe)(\/|$)/.test(path),
    async handle(request, path) {
      if (request.method === 'OPTIONS') return preflight()
      if (scriptPath.test(path)) return serveScript(kernel.url)
      if (path.startsWith('/stripe/')) return servePage(kernel, store, request, path)
      if (path === '/oauth/authorize') return authorizePage(kernel, request)
      if (request.method === 'POST' && path.startsWith('/oauth/')) return oauth(request, path)
      return api(request, path)
    },
    onTimer: (kind, data) => runTimer(kernel, store, kind, data),
    control: async (path, body) => control(kernel, store, path, body),
    panel: () => panel(kernel, store),
    resign: ({ body, ref }) => webhookHeaders(kernel, ref?.split(' ')[1] ?? '', body),
  }
}
