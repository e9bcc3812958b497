import { mailAlert } from '@/lib/alerts/jobs'
import { answerDispute, remindDisputes } from '@/lib/disputes/jobs'
import { handleNotice } from '@/lib/inbox/jobs'
import type { AnyJob } from '@/lib/jobs/define'
import { sendMail } from '@/lib/mail/jobs'
import { expireCheckout, fulfilOrder, refundAtDeadline } from '@/lib/orders/jobs'
import { removeAtProvider, settleSetup } from '@/lib/payment-methods/jobs'
import { checkConnection, checkConnections } from '@/lib/payments/jobs'
import { readPayoutLines, syncAllPayouts, syncConnectionPayouts } from '@/lib/payouts/jobs'
import {
  catchUpConnection,
  catchUpEvents,
  compareHeld,
  comparePayments,
  doSweep,
  endWebhookRoll,
  findLost,
  followRefunds,
  guardAll,
  guardAuthorization,
  lookAtPayment,
  mopUpPayments,
  refundConflict,
} from '@/lib/reconcile/jobs'
import { chargeRefill, checkAutoRefill, closeRefill, sweepAutoRefills } from '@/lib/refills/jobs'
import { cancelAtSupplier } from '@/lib/refunds/jobs'
import { captureHeld, releaseHeld, settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { chargeSimRefill, checkSimRefill } from '@/lib/sim-refills/jobs'
import { checkSimFile, importSimFile } from '@/lib/sims/import/jobs'
import { clearUploads, verifyAllSims, verifySims } from '@/lib/sims/jobs'
import { doRun } from '@/lib/sims/runs/jobs'
import { checkBalance, checkBalances, syncCatalogue, syncCatalogues } from '@/lib/telecom/jobs'
import { mailReset } from '@/lib/tenancy/jobs'
import { clearExports, exportTransactions } from '@/lib/transactions/jobs'
import { pollCarriers, refreshUsage } from '@/lib/usage/jobs'
import { expireGrant, expireHold } from '@/lib/wallets/jobs'
import { watchAll, watchTenant } from '@/lib/watch/jobs'

/** Every job there is. */
export const registry: readonly AnyJob[] = [
  mailAlert,
  watchAll,
  watchTenant,
  catchUpConnection,
  catchUpEvents,
  checkConnection,
  checkConnections,
  checkSimFile,
  checkSimRefill,
  chargeSimRefill,
  closeRefill,
  clearExports,
  clearUploads,
  compareHeld,
  comparePayments,
  doRun,
  doSweep,
  endWebhookRoll,
  expireGrant,
  expireHold,
  exportTransactions,
  findLost,
  guardAll,
  guardAuthorization,
  lookAtPayment,
  refundConflict,
  handleNotice,
  importSimFile,
  mopUpPayments,
  followRefunds,
  pollCarriers,
  readPayoutLines,
  refreshUsage,
  syncAllPayouts,
  syncConnectionPayouts,
  captureHeld,
  releaseHeld,
  settlePayment,
  settleSetup,
  chargeRefill,
  checkAutoRefill,
  sweepAutoRefills,
  removeAtProvider,
  fulfilOrder,
  refundAtDeadline,
  expireCheckout,
  submitRefund,
  cancelAtSupplier,
  answerDispute,
  remindDisputes,
  sendMail,
  mailReset,
  syncCatalogues,
  syncCatalogue,
  checkBalances,
  checkBalance,
  verifyAllSims,
  verifySims,
]
