import { withRequestId } from '@/lib/core/log'
import { comeBackToRefill } from '@/lib/store/pay-refill'
import { requestIdOf } from '@/lib/web/request'
import { redirectTo } from '@/lib/web/store'

type Props = { params: Promise<{ token: string }> }

/** Where a provider sends who pays: settles, and leads to the page of the refill without what stood in the address. */
export const GET = (request: Request, { params }: Props): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    const { token } = await params
    await comeBackToRefill(token)
    return redirectTo(`/pay/${encodeURIComponent(token)}`)
  })
