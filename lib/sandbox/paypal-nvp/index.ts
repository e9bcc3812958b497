import { hostedPage } from '../hosted-page'
import { type Emulator, type MakeEmulator, unhandled } from '../kernel'
import { api } from './api'
import { control } from './control'
import { verify } from './ipn'
import { buyerPage } from './page'
import { panel } from './panel'
import { makeStore } from './store'

const validate = 'cmd=_notify-validate'

/** PayPal's classic NVP API at `/paypal/nvp`; its page for buyers and the postback at `/paypal/cgi-bin/webscr`. */
export const makePaypal: MakeEmulator = (kernel): Emulator => {
  const store = makeStore(kernel)

  /** One address for two things: a postback is known by how its body begins. */
  async function webscr(request: Request): Promise<Response> {
    const body = Buffer.from(await request.clone().arrayBuffer())
    if (!body.subarray(0, validate.length).equals(Buffer.from(validate))) return buyerPage(store, request)
    if (!request.headers.get('user-agent')) return new Response('Access Denied', { status: 403 })
    return new Response(verify(store, body), { headers: { 'Content-Type': 'text/html; charset=UTF-8' } })
  }

  return {
    service: 'paypal',
    owns: (path) => path === '/paypal' || path.startsWith('/paypal/'),
    nameOf: (path, body) => `${path}/${/(?:^|&)(?:METHOD|cmd)=([^&]*)/.exec(body)?.[1] ?? ''}`,
    async handle(request, path) {
      if (path === '/paypal/nvp' && request.method === 'POST') return api(store, request)
      if (path === '/paypal/cgi-bin/webscr') return webscr(request)
      return unhandled(hostedPage('PayPal', '<h1>Not found</h1>', 404))
    },
    onTimer: () => {},
    control: async (path, body) => control(store, path, body),
    panel: () => panel(store),
  }
}
