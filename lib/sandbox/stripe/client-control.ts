import { z } from 'zod'
import type { Kernel } from '../kernel'
import { platformOf } from './connections'
import { redirectUris } from './oauth-page'

const Uris = z.object({ uris: z.array(z.url()) })

/** `POST /_sandbox/stripe/{client id}/redirect_uris` with `{uris}`: only these are redirected to; an empty list lets any. */
export function controlClient(kernel: Kernel, client: string, name: string, body: Record<string, unknown>) {
  if (!platformOf(client) || name !== 'redirect_uris')
    return Response.json(
      { message: 'Known is POST /_sandbox/stripe/ca_test_platform_fake/redirect_uris.' },
      { status: 404 },
    )
  redirectUris(kernel).put(client, Uris.parse(body))
  return Response.json({ message: `The redirect URIs of ${client} are set.` })
}
