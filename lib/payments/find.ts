import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { notFound } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'

/** Reads a payment connection of this organization. Throws `not_found` for any other. */
export async function pspConnection(ctx: Context, id: string): Promise<Connection> {
  const found = await inTenant(ctx, (tx) => getConnection(tx, id))
  if (found.kind !== 'psp') throw notFound('PSP', id)
  return found
}

/** The personal address that the provider sends its notices to, where it has one. */
export const webhookUrlOf = ({ webhookKey }: Pick<Connection, 'webhookKey'>): string =>
  `${env.APP_URL}/api/webhooks/payments/${webhookKey}`
