import { withRequestId } from '@/lib/core/log'
import { comeBack } from '@/lib/store/come-back'
import { requestIdOf } from '@/lib/web/request'
import { redirectTo, shopAt } from '@/lib/web/store'

type Props = { params: Promise<{ store: string; token: string }> }

/** Where a provider sends the buyer: settles, and leads to the order page without what stood in the address. */
export const GET = (request: Request, { params }: Props): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    const { store: address, token } = await params
    const { store, base } = await shopAt(address)
    await comeBack(store, token)
    return redirectTo(`${base}/orders/${token}`)
  })
