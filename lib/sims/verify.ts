import { and, asc, eq, sql } from 'drizzle-orm'
import { connections, simEvents, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { carrierOf } from '@/lib/telecom/carrier'
import { type Carrier, type Profile, TelecomError, type TelecomErrorKind } from '@/lib/telecom/provider'
import { telecomNamed } from '@/lib/telecom/registry'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { verifySims } from './jobs'

type Sim = Pick<typeof sims.$inferSelect, 'id' | 'iccid'>

const perRead = 50

const pendingOf = (connectionId: string) => and(eq(sims.connectionId, connectionId), eq(sims.isPending, true))

/** Asks for a look at the pending SIMs of every operator that can be asked. */
export async function askAboutPending(tx: Tx, tenantId: string): Promise<void> {
  const found = await tx.select().from(connections).where(eq(connections.kind, 'telecom'))
  for (const { id, provider } of found)
    if (telecomNamed(provider).kind !== 'stock')
      await enqueue(tx, verifySims, { tenantId, id }, { key: `verify:${id}` })
}

/**
 * Asks an operator about its pending SIMs, one after the other, for at most `limitMs`; says whether none is left. A SIM
 * that it does not know becomes invalid. Throws when the operator gives no usable answer: then the job comes again.
 */
export async function verifyPending(
  tenantId: string,
  connectionId: string,
  limitMs: number,
): Promise<boolean> {
  const until = Date.now() + limitMs
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  if (connection.status === 'disabled') return true
  const carrier = await carrierOf(connection)
  if (!carrier.fetchProfile) return letBe(connection)
  for (;;) {
    const some = await inTenant(tenantId, (tx) =>
      tx
        .select({ id: sims.id, iccid: sims.iccid })
        .from(sims)
        .where(pendingOf(connectionId))
        .orderBy(asc(sims.id))
        .limit(perRead),
    )
    if (some.length === 0) return true
    for (const sim of some) {
      await writeDown(connection, sim, await profileOf(carrier, sim.iccid))
      if (Date.now() > until) return false
    }
  }
}

/** An operator that cannot be asked about a SIM: what was uploaded is believed. */
const letBe = ({ tenantId, id }: Connection): Promise<boolean> =>
  inTenant(tenantId, async (tx) => {
    await tx.update(sims).set({ isPending: false }).where(pendingOf(id))
    return true
  })

// Not there, somebody else's, or not even taken for a number; what concerns the account as a whole is another kind.
const strange: readonly TelecomErrorKind[] = ['not_found', 'permission', 'validation']

/** Null for a SIM that is none of ours at the operator. */
async function profileOf(carrier: Carrier, iccid: string): Promise<Profile | null> {
  try {
    return (await carrier.fetchProfile?.(iccid)) ?? null
  } catch (error) {
    if (error instanceof TelecomError && strange.includes(error.kind)) return null
    throw error
  }
}

const writeDown = ({ tenantId, name }: Connection, { id }: Sim, profile: Profile | null): Promise<void> =>
  inTenant(tenantId, async (tx) => {
    const [changed] = await tx
      .update(sims)
      .set({
        isPending: false,
        integration: profile ? 'ok' : 'error',
        ...(profile && { profileState: profile.state }),
      })
      .where(and(eq(sims.id, id), eq(sims.isPending, true)))
      .returning({ id: sims.id })
    if (!changed) return
    const text = profile ? `${name} knows this SIM` : `${name} does not know this SIM`
    await tx.insert(simEvents).values({ simId: id, kind: profile ? 'verified' : 'invalid', text })
  })

/** Asks the operator of one SIM again, after something was put right there. */
export async function recheckSim(ctx: Context, simId: string): Promise<void> {
  authorize(ctx, 'sims:write')
  await inTenant(ctx, async (tx) => {
    const [sim] = await tx
      .update(sims)
      .set({ isPending: true })
      .where(and(eq(sims.id, simId), sql`${sims.status} not in ('terminated', 'archived')`))
      .returning({ connectionId: sims.connectionId })
    if (!sim) throw notFound('SIM', simId)
    const { provider, name } = await getConnection(tx, sim.connectionId)
    if (telecomNamed(provider).kind === 'stock')
      throw new AppError('precondition', `${name} has no API that could be asked about a SIM.`)
    const { tenantId } = ctx
    await enqueue(tx, verifySims, { tenantId, id: sim.connectionId }, { key: `verify:${sim.connectionId}` })
    await audit(tx, ctx, 'sim.recheck', simId)
  })
}
