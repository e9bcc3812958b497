import { audits } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { toJson } from '@/lib/core/json'
import { requestId } from '@/lib/core/log'
import type { Context } from './context'

/** Writes down who did what, in the transaction in which it was done. `action` is `<noun>.<verb>`. */
export async function audit(
  tx: Tx,
  ctx: Context,
  action: string,
  entityId: string,
  detail: Record<string, unknown> = {},
) {
  const { kind, id } = ctx.actor
  await tx.insert(audits).values({
    actorKind: kind,
    actorId: id,
    action,
    entityId,
    detail: toJson(detail),
    requestId: requestId(),
  })
}
