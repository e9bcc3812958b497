import { eq } from 'drizzle-orm'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { handleNotice, keyOf } from './jobs'

/** Asks for a webhook that could not be worked on to be tried now. Pressed twice it is one try. */
export async function workAgain(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'orders:write')
  await inTenant(ctx, async (tx) => {
    const [notice] = await tx.select().from(notices).where(eq(notices.id, id)).for('update')
    if (!notice) throw notFound('webhook', id)
    if (notice.handledAt) throw new AppError('precondition', 'This webhook has been worked on already.')
    await enqueue(tx, handleNotice, { tenantId: ctx.tenantId, noticeId: id }, { key: keyOf(notice) })
    await audit(tx, ctx, 'notice.retry', id)
  })
}
