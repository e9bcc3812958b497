import { handleNotice } from '@/lib/inbox/jobs'
import type { AnyJob } from '@/lib/jobs/define'
import { sendMail } from '@/lib/mail/jobs'
import { expireCheckout, fulfilOrder, refundAtDeadline, settlePayment, submitRefund } from '@/lib/orders/jobs'
import { mopUpPayments } from '@/lib/reconcile/jobs'

/** Every job there is. */
export const registry: readonly AnyJob[] = [
  handleNotice,
  mopUpPayments,
  settlePayment,
  fulfilOrder,
  refundAtDeadline,
  expireCheckout,
  submitRefund,
  sendMail,
]
