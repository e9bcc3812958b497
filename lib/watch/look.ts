import { inTenant, type Tx } from '@/db/tenant'
import type { AlertKind } from '@/lib/alerts/kinds'
import { keepAlerts } from '@/lib/alerts/raise'
import { dueDisputes, failedRefunds, slowRefunds, unansweredDisputes, undeliveredOrders } from './aftermath'
import { brokenConnections, failingWebhooks, openConflicts, silentWebhooks } from './connections'
import {
  decliningPsps,
  endingAuthorizations,
  type Found,
  failingPsps,
  heldPayments,
  unknownPayments,
} from './payments'

/** What is looked for by the clock. Other kinds of alerts are raised and cleared where they happen. */
const looks: readonly [AlertKind, (tx: Tx) => Promise<Found[]>][] = [
  ['declines.spike', decliningPsps],
  ['payments.failing', failingPsps],
  ['payments.unknown', unknownPayments],
  ['payments.held', heldPayments],
  ['conflicts.open', openConflicts],
  ['authorizations.ending', endingAuthorizations],
  ['orders.undelivered', undeliveredOrders],
  ['refunds.failed', failedRefunds],
  ['refunds.slow', slowRefunds],
  ['disputes.opened', unansweredDisputes],
  ['disputes.due', dueDisputes],
  ['connections.broken', brokenConnections],
  ['webhooks.failing', failingWebhooks],
  ['webhooks.silent', silentWebhooks],
]

/** Looks at the payments of one organization: raises what is wrong now, clears what is over. */
export const watch = (tenantId: string): Promise<void> =>
  inTenant(tenantId, async (tx) => {
    for (const [kind, find] of looks) await keepAlerts(tx, tenantId, kind, await find(tx))
  })
