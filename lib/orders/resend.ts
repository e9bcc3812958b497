import { z } from 'zod'
import { inTenant } from '@/db/tenant'
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

export const ResendOrderInput = z.object({ orderId: z.string() })

/** Staff send the mail with the eSIM again, to the address of the order. */
export async function resendOrder(
  ctx: Context,
  { orderId }: z.output<typeof ResendOrderInput>,
): Promise<string> {
  authorize(ctx, 'orders:write')
  await throttle('resendPerOrder', orderId)
  return inTenant(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId)
    assertDelivered(order)
    await mailReady(tx, order)
    await tell(tx, orderId, { kind: 'resent', text: 'The mail was sent again', actorId: ctx.actor.id })
    await audit(tx, ctx, 'order.resend', orderId)
    return order.email
  })
}
