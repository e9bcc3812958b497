import { z } from 'zod'
import type { Emulator, MakeEmulator } from '../kernel'
import { api } from './api'
import { checkout } from './checkout'
import { control } from './control'
import { panel } from './panel'
import { expire } from './payment'
import { moveRefund } from './refund'
import { makeStore } from './store'

const Expire = z.object({ id: z.string() })
const Step = z.object({ id: z.string(), to: z.enum(['processing', 'refunded']) })

/** Mollie's API v2 below `/mollie/v2/`, and its hosted checkout below `/mollie/checkout/`. */
export const makeMollie: MakeEmulator = (kernel): Emulator => {
  const store = makeStore(kernel)
  return {
    service: 'mollie',
    owns: (path) => path === '/mollie' || path.startsWith('/mollie/'),
    handle: (request, path) =>
      path.startsWith('/mollie/checkout/')
        ? checkout(store, request, path.split('/')[3] ?? '')
        : api(store, request),
    onTimer(kind, data) {
      if (kind === 'expire') return expire(store, Expire.parse(data).id)
      const { id, to } = Step.parse(data)
      moveRefund(store, id, to)
    },
    control: async (path, body) => control(store, path, body),
    panel: () => panel(store),
  }
}
