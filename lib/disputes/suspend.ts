import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { disputes, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { tellCase } from '@/lib/payments/cases'
import { doOne } from '@/lib/sims/runs/one'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

export const SuspendInput = z.object({ disputeId: z.string() })

/** Stops the line of a disputed payment while it is looked into. Throws `precondition` with the reason when it cannot be. */
export async function suspendLine(ctx: Context, { disputeId }: z.output<typeof SuspendInput>): Promise<void> {
  authorize(ctx, 'disputes:write')
  authorize(ctx, 'sims:write')
  const [found] = await inTenant(ctx, (tx) =>
    tx
      .select({ simId: orders.simId })
      .from(disputes)
      .innerJoin(payments, eq(payments.id, disputes.paymentId))
      .leftJoin(orders, eq(orders.id, payments.orderId))
      .where(eq(disputes.id, disputeId)),
  )
  if (!found) throw notFound('dispute', disputeId)
  if (!found.simId) throw new AppError('precondition', 'Nothing was delivered for this payment.')
  await doOne(ctx, { kind: 'suspend', selection: { ids: [found.simId] }, input: { reason: 'fraud_review' } })
  await inTenant(ctx, (tx) =>
    tellCase(
      tx,
      { disputeId },
      { kind: 'suspended', text: 'Suspended the line: fraud review', actorId: ctx.actor.id },
    ),
  )
}
