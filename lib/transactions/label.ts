import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { Labels } from '@/lib/sims/labels'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

export const LabelsInput = z.object({ paymentId: z.string(), labels: Labels })

/** Puts these labels on a payment, in place of those it had; its refunds and disputes bear them too. */
export async function labelPayment(
  ctx: Context,
  { paymentId, labels }: z.output<typeof LabelsInput>,
): Promise<void> {
  authorize(ctx, 'payments:label')
  await inTenant(ctx, async (tx) => {
    const [changed] = await tx
      .update(payments)
      .set({ labels })
      .where(eq(payments.id, paymentId))
      .returning({ id: payments.id })
    if (!changed) throw notFound('payment', paymentId)
    await audit(tx, ctx, 'payment.labelled', paymentId, { labels })
  })
}
