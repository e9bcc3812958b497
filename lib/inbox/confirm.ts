import { eq } from 'drizzle-orm'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { open } from '@/lib/core/secrets'
import { gatewayOf } from '@/lib/payments/call-gateway'
import type { Able } from '@/lib/payments/gateway'
import { providerNamed } from '@/lib/payments/registry'
import { note, type Waiting } from './note'

/**
 * Where only its sender can say whether a notice is genuine, he is asked, and what he did not send ends here as forged.
 * Gives back the others. Throws `UpstreamError` when he does not answer: then they wait.
 */
export async function genuineOf(connection: Connection, waiting: Waiting[]): Promise<Waiting[]> {
  // What is signed was proved when it came.
  if (['registered', 'platform'].includes(providerNamed(connection.provider).notices)) return waiting
  const { confirmNotice } = await gatewayOf(connection)
  if (!confirmNotice) return waiting
  const genuine: Waiting[] = []
  for (const each of waiting)
    if (await isGenuine(connection, each.id, confirmNotice)) genuine.push(each)
    else await drop(connection, each)
  return genuine
}

async function isGenuine(
  { tenantId }: Connection,
  id: string,
  confirm: Able<'confirmNotice'>['confirmNotice'],
): Promise<boolean> {
  const [notice] = await inTenant(tenantId, (tx) =>
    tx.select({ body: notices.body }).from(notices).where(eq(notices.id, id)),
  )
  return notice !== undefined && confirm(await open(notice.body))
}

async function drop(connection: Connection, notice: Waiting): Promise<void> {
  await inTenant(connection.tenantId, (tx) => note(tx, [notice], { outcome: 'forged' }))
  await noteHealth(connection, { lastBadSignatureAt: new Date().toISOString() })
}
