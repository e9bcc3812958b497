import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { goOn } from '@/lib/payments/roll'
import { type CatchUpInput, catchUp } from './catch-up'

/** Goes on with the replacement of a webhook: what the old one missed is read before it is deleted. */
export async function endRoll(tenantId: string, id: string): Promise<void> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, id))
  await goOn(connection, async () => {
    let rest: CatchUpInput | null = { tenantId, id }
    while (rest) rest = await catchUp(rest)
  })
}
