import { type Emulator, type MakeEmulator, unhandled } from '../kernel'
import { control } from './control'
import { page } from './page'
import { panel } from './panel'
import { headersFor } from './proof'
import { makeStore } from './store'

/** "Acme Pay": what a merchant's own payment page could be, with the buyer's page at `/custom/pay`. */
export const makeCustom: MakeEmulator = (kernel): Emulator => {
  const store = makeStore(kernel)
  return {
    service: 'custom',
    owns: (path) => path === '/custom' || path.startsWith('/custom/'),
    handle: async (request, path) =>
      path === '/custom/pay'
        ? page(store, request)
        : unhandled(Response.json({ message: `Acme Pay has nothing at ${path}.` }, { status: 404 })),
    onTimer() {},
    control: async (path, body) => control(store, path, body),
    panel: () => panel(store),
    resign({ body, ref = '' }) {
      const shop = store.shops.get(ref)
      return shop ? headersFor(shop, body) : {}
    },
  }
}
