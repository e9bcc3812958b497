import { eq } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound, UpstreamError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { labelOf } from './label'
import type { Method } from './owner'
import { settle } from './settle-setup'

export type Outcome = { isSaved: boolean; text: string }

/** The owner comes back from the provider: what came of it is read at once, and by a job should that not work. */
export async function finishAdding(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'methods:write')
  await findMethod(ctx, id)
  await settle(ctx.tenantId, id).catch((error: unknown) => {
    if (!(error instanceof UpstreamError || error instanceof AppError)) throw error
    log().warn({ err: error, method: id }, 'a set-up could not be read while its owner waits')
  })
}

/** What came of adding a method, in words; null for one that there is none of. */
export async function outcomeOf(ctx: Context, id: string): Promise<Outcome | null> {
  authorize(ctx, 'methods:read')
  return findMethod(ctx, id).then(inWords, () => null)
}

const findMethod = (ctx: Context, id: string): Promise<Method> =>
  inTenant(ctx, async (tx) => {
    const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, id))
    if (!method) throw notFound('payment method', id)
    return method
  })

function inWords(method: Method): Outcome {
  const { status, problem, externalId } = method
  if (status === 'active') return { isSaved: true, text: `${labelOf(method)} is saved.` }
  if (status === 'removed' && !problem && !externalId)
    return { isSaved: true, text: 'This card was saved already. It goes on as it is.' }
  if (status === 'adding' && !problem)
    return { isSaved: false, text: 'Its provider has not confirmed it yet. It appears here when it has.' }
  return { isSaved: false, text: `It was not saved. ${problem ?? 'Try again, or use another card.'}` }
}
