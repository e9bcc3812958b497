import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { orderEvents } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { throttle } from '@/lib/tenancy/throttle'
import { mailReady } from './mail'
import { lockOrder, type Order } from './state'
import { tell } from './timeline'
import { findOrder } from './view'

function assertDelivered({ status }: Order): void {
  if (status !== 'fulfilled')
    throw new AppError(
      'precondition',
      'There is no eSIM to send yet; the mail goes out as soon as it is ready.',
    )
}

/** The buyer asks for the mail with the eSIM again. Back comes the address it goes to. */
export async function resendToBuyer(store: { tenantId: string; id: string }, token: string): Promise<string> {
  const found = await inTenant(store.tenantId, (tx) => findOrder(tx, store, token))
  if (!found) throw notFound('order')
  assertDelivered(found)
  await throttle('resendPerOrder', found.id)
  await inTenant(store.tenantId, async (tx) => {
    await mailReady(tx, found)
    await tell(tx, found.id, { kind: 'resent', text: 'The buyer asked for the mail again', actorId: 'buyer' })
  })
  return found.email
}

export const ResendOrderInput = z.object({
  orderId: z.string(),
  /** Made with the page: a button pressed twice is one mail. */
  key: z.string().min(16).max(64),
})

/** Staff send the mail with the eSIM again, to the address of the order. */
export async function resendOrder(
  ctx: Context,
  { orderId, key }: z.output<typeof ResendOrderInput>,
): Promise<string> {
  authorize(ctx, 'orders:write')
  await throttle('resendPerOrder', orderId)
  return inTenant(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId)
    assertDelivered(order)
    const cause = `resent:${key}`
    if (await isTold(tx, orderId, cause)) return order.email
    await mailReady(tx, order)
    await tell(tx, orderId, { kind: 'resent', text: 'The mail was sent again', cause, actorId: ctx.actor.id })
    await audit(tx, ctx, 'order.resend', orderId)
    return order.email
  })
}

async function isTold(tx: Tx, orderId: string, cause: string): Promise<boolean> {
  const told = await tx
    .select({ id: orderEvents.id })
    .from(orderEvents)
    .where(and(eq(orderEvents.orderId, orderId), eq(orderEvents.cause, cause)))
  return told.length > 0
}
