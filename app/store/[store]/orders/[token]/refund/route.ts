import { AppError } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { AskInput, askForRefund } from '@/lib/refunds/ask'
import { requestIdOf } from '@/lib/web/request'
import { redirectTo, shopAt } from '@/lib/web/store'

type Props = { params: Promise<{ store: string; token: string }> }

/** "Ask for a refund", as a plain form: the token in the address is all the right that it needs. */
export const POST = (request: Request, { params }: Props): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    const { store: address, token } = await params
    const { store, base } = await shopAt(address)
    const wish = AskInput.safeParse(Object.fromEntries(await request.formData()))
    const said = wish.success ? await ask(store, token, wish.data) : 'why'
    return redirectTo(`${base}/orders/${token}?refund=${said}#refund`)
  })

const ask = (...wish: Parameters<typeof askForRefund>): Promise<string> =>
  askForRefund(...wish).then(
    () => 'yes',
    (error: unknown) => {
      if (error instanceof AppError) return error.code === 'limit' ? 'often' : 'no'
      throw error
    },
  )
