import { openapi } from '@/lib/api/openapi'
import { api } from '@/lib/web/api'

/** The description of the public API, for programs. */
export const GET = api({ handle: async () => openapi() })
