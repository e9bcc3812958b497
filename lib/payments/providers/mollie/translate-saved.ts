import type { SavedMethod, SetupState } from '../../states'
import { toState } from './translate'
import type { WireMandate, WirePayment } from './wire'

/** A mandate is method and right in one. Of an account only the last digits are kept. */
export function toMethod({ id, method, details }: WireMandate, customerId: string): SavedMethod {
  const [year, month] = (details?.cardExpiryDate ?? '').split('-').map(Number)
  const number = details?.cardNumber ?? details?.consumerAccount
  return {
    externalId: id,
    customerExternalId: customerId,
    kind: method === 'creditcard' ? 'card' : method,
    brand: details?.cardLabel?.toLowerCase() ?? null,
    last4: number?.slice(-4) ?? null,
    expMonth: month || null,
    expYear: year || null,
    fingerprint: details?.cardFingerprint ?? null,
    mandateExternalId: id,
  }
}

const status: Partial<Record<ReturnType<typeof toState>['status'], SetupState['status']>> = {
  requires_action: 'requires_action',
  failed: 'failed',
  canceled: 'canceled',
  expired: 'canceled',
}

/** A first payment of nothing, and the mandate that it has brought -> our set-up. Paid without a mandate: it comes yet. */
export function toSetup(payment: WirePayment, mandate: SavedMethod | null): SetupState {
  const state = toState(payment)
  const [charge] = state.charges
  return {
    externalId: state.externalId,
    status: mandate ? 'succeeded' : (status[state.status] ?? 'pending'),
    clientSecret: null,
    redirectUrl: state.redirectUrl,
    customerExternalId: payment.customerId ?? '',
    metadata: state.metadata,
    method: mandate,
    message: charge?.buyerMessage ?? null,
  }
}
