import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** Who really called us; written by ourselves on every request, whatever the caller sent under this name. */
export const peerHeader = 'x-request-peer'

/**
 * From now on each request to a server of this process bears the address of its socket, which Next shows to no page: it
 * fills `x-forwarded-for` only where the caller wrote none (next/dist/server/base-server.js).
 */
export function markPeers(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[peerHeader] = request.socket.remoteAddress ?? ''
  })
}
