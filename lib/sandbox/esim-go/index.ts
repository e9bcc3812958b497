import type { MakeEmulator } from '../kernel'

export const makeEsimGo: MakeEmulator = () => ({
  service: 'esim-go',
  owns: (path) => path.startsWith('/esim-go/'),
  handle: async () => Response.json({ message: 'Not Found' }, { status: 404 }),
  onTimer: () => undefined,
  control: async () => undefined,
  panel: () => '',
})
