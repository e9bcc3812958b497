import { accountRoutes } from './objects/account'
import { balanceRoutes } from './objects/balance'
import { balanceTransactionRoutes } from './objects/balance-transaction'
import { chargeRoutes } from './objects/charge-routes'
import { confirmationTokenRoutes } from './objects/confirmation-token'
import { customerRoutes } from './objects/customer'
import { disputeRoutes } from './objects/dispute-routes'
import { eventRoutes } from './objects/event'
import { paymentIntentRoutes } from './objects/payment-intent-routes'
import { paymentMethodRoutes } from './objects/payment-methods'
import { payoutRoutes } from './objects/payout'
import { refundRoutes } from './objects/refund-routes'
import { sessionRoutes } from './objects/session-routes'
import { setupAttemptRoutes } from './objects/setup-attempt'
import { setupIntentRoutes } from './objects/setup-intent-routes'
import { webhookEndpointRoutes } from './objects/webhook-endpoint'
import type { Route } from './router'

export const routes: readonly Route[] = [
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...paymentMethodRoutes,
  ...setupIntentRoutes,
  ...setupAttemptRoutes,
  ...customerRoutes,
  ...confirmationTokenRoutes,
  ...disputeRoutes,
  ...balanceRoutes,
  ...balanceTransactionRoutes,
  ...payoutRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
  ...accountRoutes,
  ...sessionRoutes,
]
