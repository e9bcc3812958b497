import type { PaymentIntent, PaymentMethod, SetupIntent } from './shape'
import { veiled } from './veil'

type Body = {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'
  message: string
  code?: string
  param?: string
  decline_code?: string
  advice_code?: string
  network_advice_code?: string
  network_decline_code?: string
  charge?: string
  payment_intent?: Partial<PaymentIntent>
  setup_intent?: Partial<SetupIntent>
  payment_method?: PaymentMethod
}

/** An answer that is an error in the vendor's form (psp.md 3.4). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly body: Body
  constructor(status: number, body: Body) {
    super(body.message)
    this.status = status
    this.body = body
  }
  /** Validation is not remembered for an idempotency key; what was executed is (psp.md 3.17). */
  get isValidation() {
    return this.status === 404 || (this.status === 400 && this.body.param !== undefined)
  }
}

export const invalid = (message: string, param?: string, code?: string) =>
  new ApiError(400, { type: 'invalid_request_error', message, param, code })

export const unknownParams = (names: string[]) =>
  invalid(
    `Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`,
    names[0],
    'parameter_unknown',
  )

export const missingParam = (param: string) =>
  invalid(`Missing required param: ${param}.`, param, 'parameter_missing')

export const wrongState = (message: string, intent: Pick<Body, 'payment_intent' | 'setup_intent'>) =>
  new ApiError(400, {
    type: 'invalid_request_error',
    code: `${intent.setup_intent ? 'setup' : 'payment'}_intent_unexpected_state`,
    message,
    ...intent,
  })

export const unauthorized = (message: string, code?: string) =>
  new ApiError(401, { type: 'invalid_request_error', message, code })

export const forbidden = (message: string, code?: string) =>
  new ApiError(403, { type: 'invalid_request_error', message, code })

export const cardError = (message: string, rest: Omit<Body, 'type' | 'message'>) =>
  new ApiError(402, { type: 'card_error', message, ...rest })

export const unknownPath = (method: string, path: string) =>
  new ApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  })

/** The body as it is sent: with links to the documentation of the code and to the log of the request. */
export function errorBody(
  { body }: ApiError,
  requestId: string,
  { livemode, kind }: { livemode: boolean; kind: string },
) {
  const doc = body.code && `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}`
  const log = `https://dashboard.stripe.com/${livemode ? '' : 'test/'}logs/${requestId}`
  const { payment_intent, setup_intent } = body
  const isBrowser = kind === 'pk'
  const seen = {
    ...(payment_intent && { payment_intent: isBrowser ? veiled(payment_intent) : payment_intent }),
    ...(setup_intent && { setup_intent: isBrowser ? veiled(setup_intent) : setup_intent }),
  }
  return { error: { ...body, ...seen, ...(doc && { doc_url: doc }), request_log_url: log } }
}
