import { and, eq, isNull, sql } from 'drizzle-orm'
import { alerts, connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { queueMail } from '@/lib/mail/jobs'
import { recipientsOf } from '@/lib/tenancy/notifications'
import { alertKinds, isAlertKind, type Kind } from './kinds'

/**
 * Mails an alert. One that is over by then is not worth a mail, and trouble with test cards is none where the
 * organization takes real money.
 */
export async function mailAlert(tenantId: string, alertId: string): Promise<void> {
  const alert = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select()
      .from(alerts)
      .where(and(eq(alerts.id, alertId), isNull(alerts.clearedAt)))
    if (!found || found.mode === 'live') return found
    const live = await tx.$count(
      connections,
      and(
        eq(connections.kind, 'psp'),
        eq(connections.mode, 'live'),
        sql`${connections.status} <> 'disabled'`,
      ),
    )
    return live ? undefined : found
  })
  if (!alert || !isAlertKind(alert.kind)) return
  const { label, hasOwnMail } = alertKinds[alert.kind] as Kind
  if (hasOwnMail) return
  const { slug, to } = await recipientsOf(tenantId, alert.kind)
  const { title, detail, mode } = alert
  const props = {
    ...{ title, detail, isTest: mode === 'test', label },
    url: `${env.APP_URL}/admin/${slug}${alert.href}`,
    settingsUrl: `${env.APP_URL}/admin/${slug}/settings/notifications`,
  }
  await inTenant(tenantId, async (tx) => {
    for (const address of to) await queueMail(tx, { to: address, template: 'alert', props })
  })
}
