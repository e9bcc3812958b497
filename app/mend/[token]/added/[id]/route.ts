import { withRequestId } from '@/lib/core/log'
import { finishMend } from '@/lib/store/mend-card'
import { requestIdOf } from '@/lib/web/request'
import { redirectTo } from '@/lib/web/store'

type Props = { params: Promise<{ token: string; id: string }> }

/** Where a provider sends the owner of a card: reads what came of it, and leads on without what stood in the address. */
export const GET = (request: Request, { params }: Props): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    const { token, id } = await params
    const text = await finishMend(token, id)
    if (text === null) return new Response(null, { status: 404 })
    return redirectTo(`/mend/${encodeURIComponent(token)}?tried`)
  })
