import { openapi } from '@/lib/api/openapi'
import { api, only } from '@/lib/web/api'

/** The description of the public API, for programs. */
export const GET = api({ handle: async () => openapi() })

const other = only('GET')

export { other as DELETE, other as PATCH, other as POST, other as PUT }
