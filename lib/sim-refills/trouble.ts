import { asc, eq } from 'drizzle-orm'
import { orders, plans, planVersions, simRefillRules, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { clearAlert, raiseAlert } from '@/lib/alerts/raise'
import { env } from '@/lib/core/env'
import { queueMail } from '@/lib/mail/jobs'
import { newMendLink } from '@/lib/refills/mend-link'
import type { Look, Sim } from './look'

/**
 * Tells staff of a rule that does not go on by itself, and who pays, by one mail until it goes on; and of its end. Both
 * hear once, however often the SIM is looked at.
 */
export async function tellOfTrouble(tx: Tx, look: Look): Promise<void> {
  const { rule, standing, isDue, sim } = look
  if (standing.kind === 'inFlight' || standing.kind === 'off') return
  const isTrouble = standing.kind === 'blocked' || (isDue && standing.kind !== 'ready')
  if (isTrouble) {
    const words = { blocked: 'is blocked', capped: 'is at its limit', waiting: 'has failed' }
    await raiseAlert(tx, rule.tenantId, {
      kind: 'refills.blocked',
      subject: sim.id,
      mode: look.payer.connection.mode,
      title: `The automatic refill of SIM ${sim.iccid} ${words[standing.kind]}`,
      detail: standing.text,
      href: `/sims/${sim.id}`,
    })
    if (rule.told === null) await mailStopped(tx, look, standing.text)
    return note(tx, rule.id, standing.text)
  }
  // It works again once there is data again: until then it may fail in the same way.
  if (isDue) return
  await clearAlert(tx, 'refills.blocked', sim.id)
  if (rule.told !== null) await note(tx, rule.id, null)
}

const note = (tx: Tx, ruleId: string, told: string | null) =>
  tx
    .update(simRefillRules)
    .set({ told })
    .where(eq(simRefillRules.id, ruleId))
    .then(() => {})

async function mailStopped(tx: Tx, look: Look, problem: string): Promise<void> {
  const { payer, sim, isOfCard } = look
  if (!payer.email) return
  const store = await storeOf(tx, sim)
  const [version] = await tx
    .select({ name: planVersions.name })
    .from(plans)
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .where(eq(plans.id, sim.planId ?? ''))
  const isOwn = payer.owner === sim.endUserId
  const page = isOwn && store ? `${env.APP_URL}/store/${store.slug}/account/esims/${sim.id}` : null
  await queueMail(tx, {
    to: payer.email,
    template: 'simRefillStopped',
    props: {
      ...{ store: store?.name ?? 'Your provider', color: store?.color ?? '#4338ca', problem },
      ...{ plan: version?.name ?? 'Your plan', iccid: sim.iccid },
      ...{ isOfCard, url: isOfCard ? await mendUrl(tx, look) : page },
    },
    senderName: store?.name,
    replyTo: store?.supportEmail ?? undefined,
  })
}

async function mendUrl(tx: Tx, { rule }: Look): Promise<string> {
  const { url, kept } = newMendLink()
  await tx.update(simRefillRules).set(kept).where(eq(simRefillRules.id, rule.id))
  return url
}

/** The store that sold the eSIM, else the first of the organization. */
async function storeOf(tx: Tx, { orderId }: Sim) {
  const [sold] = orderId
    ? await tx
        .select({ store: stores })
        .from(orders)
        .innerJoin(stores, eq(stores.id, orders.storeId))
        .where(eq(orders.id, orderId))
    : []
  if (sold) return sold.store
  const [first] = await tx.select().from(stores).orderBy(asc(stores.id)).limit(1)
  return first
}
