import { invariant, notFound } from '@/lib/core/error'
import type { Gateway } from '../../gateway'
import type { ManualCredentials } from './credentials'

/** Nobody to call: a payment is begun by telling its buyer where to pay, and ends when staff note what came. */
export const connect = ({ mode }: ManualCredentials): Gateway => ({
  async startPayment({ amount, metadata: { payment_id: id } }) {
    invariant(id, 'a payment is known by our own id')
    return {
      externalId: id,
      status: 'requires_action',
      amount,
      received: { ...amount, amount: 0n },
      mode,
      metadata: { payment_id: id },
      clientSecret: null,
      redirectUrl: null,
      charges: [],
      refunds: [],
      disputes: [],
      captureBefore: null,
      canceledBecause: null,
    }
  },
  readNotice() {
    throw notFound('webhook address')
  },
})
