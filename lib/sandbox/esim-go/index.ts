import type { MakeEmulator } from '../kernel'
import { signedHeaders } from './callbacks'
import { controlEsimGo } from './controls'
import { fulfil } from './orders'
import { esimGoPanel } from './panel'
import { makeHandle } from './routes'
import { openStore } from './store'

/** eSIM Go v2.4 and v2.5 under `/esim-go/{version}/`. */
export const makeEsimGo: MakeEmulator = (kernel) => {
  const store = openStore(kernel)
  return {
    service: 'esim-go',
    owns: (path) => path.startsWith('/esim-go/'),
    handle: makeHandle(store),
    onTimer(kind, { reference }) {
      if (kind === 'fulfil') fulfil(store, String(reference))
    },
    control: (path, body) => controlEsimGo(store, path, body),
    panel: () => esimGoPanel(store),
    resign({ body, ref = '' }) {
      const callback = store.accounts.get(ref)?.callback
      return callback ? signedHeaders(body, ref, callback) : {}
    },
  }
}
