import { AppError } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { resendToBuyer } from '@/lib/orders/resend'
import { requestIdOf } from '@/lib/web/request'
import { redirectTo, shopAt } from '@/lib/web/store'

type Props = { params: Promise<{ store: string; token: string }> }

/** "Send again", as a plain form: the token in the address is all the right that it needs. */
export const POST = (request: Request, { params }: Props): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    const { store: address, token } = await params
    const { store, base } = await shopAt(address)
    const said = await resendToBuyer(store, token).then(
      () => 'yes',
      (error: unknown) => {
        if (error instanceof AppError) return error.code === 'limit' ? 'often' : 'no'
        throw error
      },
    )
    return redirectTo(`${base}/orders/${token}?sent=${said}`)
  })
