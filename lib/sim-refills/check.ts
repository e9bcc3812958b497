import { and, eq } from 'drizzle-orm'
import { orders, payments, simRefillRules } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invariant } from '@/lib/core/error'
import { newToken } from '@/lib/core/secrets'
import { enqueue } from '@/lib/jobs/enqueue'
import { addPayment, hasEnded } from '@/lib/orders/attempt'
import { endUnpaid } from '@/lib/orders/automatic'
import { assertFits } from '@/lib/orders/refill-checkout'
import { type RefillOffer, refillOfferOf } from '@/lib/orders/refill-offer'
import { placeRefill } from '@/lib/orders/refill-place'
import { lockOrder } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { nothingCharged } from '@/lib/refills/automatic-failure'
import { takeFromWallet } from '@/lib/settlement/from-wallet'
import { ownerOf } from '@/lib/settlement/refill-by-staff'
import { chargeSimRefill } from './asked'
import { type Look, lookAt, ruleOf } from './look'
import type { Rule } from './standing'
import { tellOfTrouble } from './trouble'

/** What is on the order and the SIM of a refill that nobody asked for. */
export const madeBy = 'Made by the automatic refill'

/**
 * Looks whether a SIM is to refill itself, and begins to: one refill at a time, whoever asks and how often. A wallet pays
 * at once; a card is charged by a job of its own, after the commit.
 */
export async function checkSim(tenantId: string, simId: string): Promise<void> {
  const offer = await refillOfferOf(tenantId, simId)
  const misfit = await misfitOf(tenantId, simId, offer)
  await inTenant(tenantId, async (tx) => {
    const rule = await ruleOf(tx, simId, 'update')
    if (!rule?.isOn) return
    await endLost(tx, rule)
    const look = await lookAt(tx, rule, offer, misfit)
    await tellOfTrouble(tx, look)
    if (look.isDue && look.standing.kind === 'ready') await begin(tx, look, offer!)
  })
}

/** One whose payments have all ended unpaid, such as one that never reached its provider, is over. */
async function endLost(tx: Tx, { id }: Rule): Promise<void> {
  const [open] = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.ruleId, id), eq(orders.status, 'pending_payment')))
  if (!open) return
  const order = await lockOrder(tx, open.id)
  const all = await tx.select({ status: payments.status }).from(payments).where(eq(payments.orderId, open.id))
  if (all.length && all.every(({ status }) => hasEnded(status))) await endUnpaid(tx, order, nothingCharged)
}

/** What the carrier has against the size; asked only when it is about to be bought, and outside of any transaction. */
async function misfitOf(tenantId: string, simId: string, offer: RefillOffer | null): Promise<string | null> {
  const look = await inTenant(tenantId, async (tx) => {
    const rule = await ruleOf(tx, simId)
    return rule ? lookAt(tx, rule, offer) : null
  })
  if (!look?.isDue || look.standing.kind !== 'ready') return null
  return assertFits({ ...offer!, size: look.size! }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError)
        return 'The operator cannot add this size to the SIM. Choose another one.'
      throw error
    },
  )
}

async function begin(tx: Tx, { rule, sim, size, payer }: Look, offer: RefillOffer): Promise<void> {
  const { owner, connection } = payer
  invariant(size, 'only what is sold is bought')
  const placed = await placeRefill(
    tx,
    { ...offer, size },
    {
      ...{ key: newToken(), days: 1, mode: connection.mode, ruleId: rule.id },
      email: await ownerOf(tx, sim),
    },
  )
  // Another has begun one: the database keeps it at one.
  if (!placed) return
  const { order } = placed
  const paid = rule.walletId ? 'paid from the wallet' : 'charged to the saved card'
  await tell(tx, order.id, { kind: 'placed', text: `${madeBy}: ${paid}`, cause: 'placed' })
  const wish = rule.walletId
    ? { owner, walletId: rule.walletId }
    : { owner, methodId: rule.methodId!, isUnattended: true as const }
  const paymentId = await addPayment(tx, order, connection, wish)
  if (rule.walletId) return takeFromWallet(tx, paymentId)
  const { tenantId } = rule
  await enqueue(tx, chargeSimRefill, { tenantId, paymentId }, { key: `charge:${paymentId}` })
}

/** True while the rule that made an order is on: between decision and charge somebody may have switched it off. */
export async function isWanted(tx: Tx, { ruleId }: typeof orders.$inferSelect): Promise<boolean> {
  const [rule] = await tx.select().from(simRefillRules).where(eq(simRefillRules.id, ruleId!))
  return rule?.isOn === true
}
