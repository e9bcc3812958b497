import { remindDisputes } from '@/lib/disputes/jobs'
import type { AnyJob } from '@/lib/jobs/define'
import { checkConnections } from '@/lib/payments/jobs'
import { syncAllPayouts } from '@/lib/payouts/jobs'
import { catchUpEvents, comparePayments, followRefunds, guardAll, mopUpPayments } from '@/lib/reconcile/jobs'
import { sweepAutoRefills } from '@/lib/refills/jobs'
import { clearUploads, verifyAllSims } from '@/lib/sims/jobs'
import { checkBalances, syncCatalogues } from '@/lib/telecom/jobs'
import { clearExports } from '@/lib/transactions/jobs'
import { pollCarriers } from '@/lib/usage/jobs'
import { watchAll } from '@/lib/watch/jobs'

/** What is done by the clock (UTC): a crontab line, the job, and its input. */
export const schedule: readonly { cron: string; job: AnyJob; input: unknown }[] = [
  { cron: '* * * * *', job: mopUpPayments, input: {} },
  { cron: '*/5 * * * *', job: watchAll, input: {} },
  { cron: '47 * * * *', job: guardAll, input: {} },
  { cron: '7,22,37,52 * * * *', job: catchUpEvents, input: {} },
  { cron: '41 */6 * * *', job: checkConnections, input: {} },
  { cron: '11 */6 * * *', job: syncAllPayouts, input: {} },
  { cron: '41 4 * * *', job: comparePayments, input: {} },
  { cron: '*/3 * * * *', job: sweepAutoRefills, input: {} },
  { cron: '*/15 * * * *', job: pollCarriers, input: {} },
  { cron: '11 * * * *', job: remindDisputes, input: {} },
  { cron: '17 * * * *', job: syncCatalogues, input: {} },
  { cron: '*/15 * * * *', job: checkBalances, input: {} },
  { cron: '37 * * * *', job: verifyAllSims, input: {} },
  { cron: '13 4 * * *', job: followRefunds, input: {} },
  { cron: '23 3 * * *', job: clearUploads, input: {} },
  { cron: '29 3 * * *', job: clearExports, input: {} },
]
