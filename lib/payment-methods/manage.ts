import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { connections, paymentMethods } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { askToRemove, markRemoved, setDefault } from './keep'
import { isExpired, labelOf } from './label'
import { findOwner, lockOwner, type Method, ofOwner, ownerId } from './owner'

/** A saved method as its owner and staff see it. */
export type MethodView = Pick<
  Method,
  'id' | 'connectionId' | 'mode' | 'expMonth' | 'expYear' | 'isDefault' | 'problem' | 'consent' | 'consentAt'
> & { label: string; provider: string; state: 'active' | 'blocked' | 'expired' }

export const MethodChange = z.object({ id: z.string() })

/** The methods of a company or an end user, the default first. Throws `not_found` for an owner that is not ours. */
export async function listMethods(ctx: Context, owner: string): Promise<MethodView[]> {
  authorize(ctx, 'methods:read')
  return inTenant(ctx, async (tx) => {
    await findOwner(tx, owner)
    const rows = await tx
      .select({ method: paymentMethods, provider: connections.name })
      .from(paymentMethods)
      .innerJoin(connections, eq(connections.id, paymentMethods.connectionId))
      .where(and(ofOwner(owner), inArray(paymentMethods.status, ['active', 'blocked'])))
      .orderBy(desc(paymentMethods.isDefault), asc(paymentMethods.id))
    return rows.map(({ method, provider }) => ({
      ...method,
      provider,
      label: labelOf(method),
      state: stateOf(method),
    }))
  })
}

const stateOf = (method: Method): MethodView['state'] =>
  method.status === 'blocked' ? 'blocked' : isExpired(method) ? 'expired' : 'active'

/** Locks a method that can be used or was blocked. Throws `not_found`, also for one that was removed. */
export async function lockMethod(tx: Tx, id: string): Promise<Method> {
  const [method] = await tx
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.id, id), inArray(paymentMethods.status, ['active', 'blocked'])))
    .for('update')
  if (!method) throw notFound('payment method', id)
  return method
}

/** Takes a saved method away, here at once and at its provider by a job. */
export async function removeMethod(ctx: Context, { id }: z.output<typeof MethodChange>): Promise<void> {
  authorize(ctx, 'methods:write')
  await inTenant(ctx, async (tx) => {
    const method = await lockMethod(tx, id)
    await markRemoved(tx, method, null)
    await askToRemove(tx, method)
    await audit(tx, ctx, 'method.removed', id)
  })
}

/** What is charged by itself is charged to the default, unless something else was chosen. */
export async function makeDefault(ctx: Context, { id }: z.output<typeof MethodChange>): Promise<void> {
  authorize(ctx, 'methods:write')
  await inTenant(ctx, async (tx) => {
    await prefer(tx, id)
    await audit(tx, ctx, 'method.madeDefault', id)
  })
}

async function prefer(tx: Tx, id: string): Promise<void> {
  const method = await lockMethod(tx, id)
  const whose = ownerId(method)
  if (method.status !== 'active')
    throw new AppError(
      'precondition',
      'This card was declined for good. Add it again, or choose another one.',
    )
  await lockOwner(tx, whose)
  await setDefault(tx, whose, id)
}
