import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { orders } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, invalidField } from '@/lib/core/error'
import { hashToken, newToken, seal } from '@/lib/core/secrets'
import { enqueue } from '@/lib/jobs/enqueue'
import { passSim } from '@/lib/sims/stock'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { endUserOf } from './fulfil'
import { fulfilOrder } from './jobs'
import { mailReady } from './mail'
import { lockOrder } from './state'
import { tell } from './timeline'

export const RetryInput = z.object({
  orderId: z.string(),
  /** Made with the page: a button pressed twice is one try. */
  key: z.string().min(16).max(64),
})

export const EmailInput = z.object({
  orderId: z.string(),
  email: z
    .email('Write the address like name@example.com.')
    .max(254)
    .transform((text) => text.toLowerCase()),
})

/** Staff ask for the next try of an order that waits for its eSIM, now instead of at its time. */
export async function retryOrder(ctx: Context, { orderId, key }: z.output<typeof RetryInput>): Promise<void> {
  authorize(ctx, 'orders:write')
  await inTenant(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (order.status !== 'paid' && order.status !== 'provisioning')
      throw new AppError(
        'precondition',
        'Only an order that is paid and waits for its eSIM can be tried again.',
      )
    await tell(tx, orderId, {
      kind: 'retry',
      text: 'Asked to try again now',
      cause: `retry:${key}`,
      actorId: ctx.actor.id,
    })
    await enqueue(tx, fulfilOrder, { tenantId: ctx.tenantId, orderId }, { key: `fulfil:${orderId}` })
    await audit(tx, ctx, 'order.retry', orderId)
  })
}

/**
 * Corrects the buyer's address. A delivered eSIM moves to its end user, and the mail goes there at once. Whoever had the
 * link to the order by mistake has it no longer: once it is paid, there is a new one.
 */
export async function correctEmail(
  ctx: Context,
  { orderId, email }: z.output<typeof EmailInput>,
): Promise<{ isMailed: boolean }> {
  authorize(ctx, 'orders:write')
  return inTenant(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (order.email === email) throw invalidField('email', 'This is the address of the order already.')
    // Before, no mail has told it, and the buyer may be at the card form, from which it leads back.
    const link = order.status === 'pending_payment' ? {} : await newLink()
    await tx
      .update(orders)
      .set({ email, ...link })
      .where(eq(orders.id, orderId))
    await tell(tx, orderId, {
      kind: 'email',
      text: `The address was corrected from ${order.email} to ${email}`,
      actorId: ctx.actor.id,
    })
    await audit(tx, ctx, 'order.correct_email', orderId, { from: order.email, to: email })
    if (order.status !== 'fulfilled' || !order.simId) return { isMailed: false }
    // The eSIM of a refill is not that of who paid it.
    if (order.kind === 'esim') await passSim(tx, order.simId, await endUserOf(tx, email))
    await mailReady(tx, { ...order, ...link, email })
    return { isMailed: true }
  })
}

async function newLink() {
  const token = newToken()
  return { tokenHash: hashToken(token), tokenSealed: seal(token) }
}
