import { and, desc, eq, sql } from 'drizzle-orm'
import { endUsers, orders, payments, planVersions, sims, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Money, money } from '@/lib/core/money'
import { open } from '@/lib/core/secrets'
import { payLink } from '@/lib/orders/mail'
import { type RefillOffer, refillOfferOf } from '@/lib/orders/refill-offer'
import type { OrderStatus } from '@/lib/orders/state'
import { baseOf } from '@/lib/orders/title'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { balanceOf } from '@/lib/wallets/balance'
import { walletFor } from './refill-by-staff'

export type SimRefill = {
  id: string
  bytes: bigint
  base: 1000 | 1024
  days: number
  price: Money
  status: OrderStatus
  problem: string | null
  /** Of its company. */
  isFromWallet: boolean
  /** Nobody asked for it: its SIM refills itself. */
  isAutomatic: boolean
  /** While it waits for whoever pays; for those who may refill. */
  payLink: string | null
  createdAt: Date
}

const mostShown = 50

const isFromWallet = sql<boolean>`exists (select from ${payments} p
  join ${wallets} w on w.tenant_id = p.tenant_id and w.id = p.wallet_id and w.company_id is not null
  where p.tenant_id = ${orders.tenantId} and p.order_id = ${orders.id})`

/** The refills of a SIM, newest first. Staff of another company see none, for to them the SIM does not exist. */
export async function listSimRefills(ctx: Context, simId: string): Promise<SimRefill[]> {
  authorize(ctx, 'sims:read')
  const found = await inTenant(ctx, async (tx) => {
    const known = await tx.select({ id: sims.id }).from(sims).where(eq(sims.id, simId))
    if (!known.length) return []
    return tx
      .select({ order: orders, base: planVersions.dataBase, isFromWallet })
      .from(orders)
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .where(and(eq(orders.simId, simId), eq(orders.kind, 'refill')))
      .orderBy(desc(orders.id))
      .limit(mostShown)
  })
  const mayPay = can(ctx, 'sims:refill')
  return Promise.all(
    found.map(async ({ order, base, isFromWallet: isOwn }) => {
      const { id, status, problem, createdAt, refill, amount, currency } = order
      return {
        ...{ id, status, problem, createdAt, base: baseOf(base), isFromWallet: isOwn },
        isAutomatic: order.ruleId !== null,
        ...{ bytes: BigInt(refill!.bytes), days: refill!.days, price: money(amount, currency) },
        // A checkout of the buyer is paid on the page where it was begun.
        payLink:
          mayPay && status === 'pending_payment' && !order.consent
            ? payLink(await open(order.tokenSealed))
            : null,
      }
    }),
  )
}

export type SimRefillChoice = Omit<RefillOffer, 'sim' | 'connection'> & {
  iccid: string
  /** Whose link is mailed, unless another address is written. */
  email: string | null
  /** Of the company; null where there is none that can pay. */
  wallet: { id: string; available: Money } | null
}

/** What staff can add to a SIM, and who can pay it; null where nothing can be added. */
export async function refillChoice(ctx: Context, simId: string): Promise<SimRefillChoice | null> {
  authorize(ctx, 'sims:refill')
  const offer = await refillOfferOf(ctx, simId)
  if (!offer) return null
  return inTenant(ctx, async (tx) => {
    const { sim, plan, sizes } = offer
    const wallet = await walletFor(tx, offer)
    const [user] = sim.endUserId ? await tx.select().from(endUsers).where(eq(endUsers.id, sim.endUserId)) : []
    const balance = wallet && (await balanceOf(tx, wallet))
    return {
      ...{ plan, sizes, iccid: sim.iccid, email: user?.email ?? null },
      wallet: wallet &&
        balance && {
          id: wallet.id,
          available: money(balance.available > 0n ? balance.available : 0n, wallet.currency),
        },
    }
  })
}
