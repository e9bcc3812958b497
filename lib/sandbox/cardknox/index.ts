import { type Emulator, type MakeEmulator, unhandled } from '../kernel'
import { control } from './control'
import { gateway } from './gateway'
import { panel } from './panel'
import { report } from './report'
import { site } from './site'
import { makeStore, type Store } from './store'

type Door = (store: Store, text: string, isJson: boolean) => Response

const doors: Record<string, [door: Door, isJson: boolean]> = {
  '/cardknox/gateway': [gateway, false],
  '/cardknox/gatewayjson': [gateway, true],
  '/cardknox/report': [report, false],
  '/cardknox/reportjson': [report, true],
}

async function handle(store: Store, request: Request, path: string): Promise<Response> {
  const [, , place, slug = '', ...rest] = path.split('/')
  if (place === 'site' && rest.length === 0) return site(store, request, slug)
  const [door, isJson] = doors[path.replace(/\/$/, '')] ?? []
  if (!door || isJson === undefined) return unhandled(new Response('Not Found', { status: 404 }))
  if (request.method !== 'POST') return new Response('Method Not Allowed', { status: 405 })
  return door(store, await request.text(), isJson)
}

/** Cardknox, now Sola: gateway and reports below `/cardknox/`, the hosted pages below `/cardknox/site/`. */
export const makeCardknox: MakeEmulator = (kernel): Emulator => {
  const store = makeStore(kernel)
  return {
    service: 'cardknox',
    owns: (path) => path === '/cardknox' || path.startsWith('/cardknox/'),
    handle: (request, path) => handle(store, request, path),
    onTimer() {},
    control: async (path, body) => control(store, path, body),
    panel: () => panel(store),
  }
}
