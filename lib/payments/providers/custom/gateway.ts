import { invariant } from '@/lib/core/error'
import { type Money, toDecimal } from '@/lib/core/money'
import type { Gateway, StartPayment } from '../../gateway'
import type { Endpoint } from '../../provider'
import type { Mode, PaymentState } from '../../states'
import type { CustomCredentials } from './credentials'
import { readNotice, readQuery } from './notice'
import { objectionTo } from './objection'
import { signatureOf } from './sign'
import { stateIn } from './state'

const lifeSeconds = 3_600

/** Where buyers pay: the page of the organization, or while none is named that of the sandbox. */
export const pageOf = ({ paymentUrl }: CustomCredentials, { url }: Endpoint): string =>
  paymentUrl || (url && `${url}/pay`)

/** A payment page that is only ever linked to, and that calls back. It cannot be asked, and gives back by hand. */
export function connect(credentials: CustomCredentials, endpoint: Endpoint): Gateway {
  const { secret, mode, legacy } = credentials
  return {
    startPayment: async (input) => start(credentials, endpoint, input),
    readNotice: (request) => readNotice(request, secret, mode),
    ...(legacy && { readQuery: (query: string) => readQuery(query, secret, mode) }),
    stateIn: (told, asked) => stateIn(told, asked, mode),
    objectionTo,
  }
}

/** Nothing is asked of the page: the signed address says all, and a second one of the same payment is as good. */
function start(credentials: CustomCredentials, endpoint: Endpoint, input: StartPayment): PaymentState {
  const { payment_id: id } = input.metadata
  invariant(id, 'a payment is known by our own id')
  return begun(
    id,
    input.amount,
    credentials.mode,
    addressFor(credentials, pageOf(credentials, endpoint), id, input),
  )
}

/** The signed address of one payment, which ends in an hour; in legacy mode no more than `id` and what proves it. */
export function addressFor(
  { secret, mode, legacy }: Pick<CustomCredentials, 'secret' | 'mode' | 'legacy'>,
  page: string,
  id: string,
  { amount, description, returnUrl }: Pick<StartPayment, 'amount' | 'description' | 'returnUrl'>,
  now = Math.floor(Date.now() / 1000),
): string {
  const url = new URL(page)
  const said = legacy
    ? { id }
    : {
        id,
        amount: toDecimal(amount),
        currency: amount.currency,
        description: description.replace(/\s+/g, ' ').trim().slice(0, 255),
        ...(returnUrl && { return_url: returnUrl }),
        mode,
      }
  const params = { ...said, ts: String(now), exp: String(now + lifeSeconds) }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  url.searchParams.set('sig', signatureOf(secret, url.searchParams))
  return url.href
}

const begun = (id: string, amount: Money, mode: Mode, redirectUrl: string): PaymentState => ({
  externalId: id,
  status: 'requires_action',
  amount,
  received: { ...amount, amount: 0n },
  mode,
  metadata: { payment_id: id },
  clientSecret: null,
  redirectUrl,
  charges: [],
  refunds: [],
  disputes: [],
  captureBefore: null,
  canceledBecause: null,
})
