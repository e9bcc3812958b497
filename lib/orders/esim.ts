import { and, eq, ne } from 'drizzle-orm'
import { assignments, connections, planVersions, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { installLinks, parseActivationCode } from '@/lib/core/activation-code'
import { openCodes } from '@/lib/sims/codes'
import type { Order } from './state'

/** What the buyer of an eSIM needs to install it, and what is known of its use. */
export type Esim = {
  iccid: string
  /** The text of the QR code: a secret of the buyer. */
  lpa: string
  smdpAddress: string
  matchingId: string
  confirmationCode: string | null
  links: { apple: string; android: string; windows: string }
  /** Of the profile on the phone; `unknown` when the carrier does not tell. */
  profile: 'waiting' | 'installed' | 'deleted' | 'unknown'
  /** null when the carrier does not count for us. */
  usage: {
    usedBytes: bigint
    leftBytes: bigint | null
    /** With all that was added later; null for unlimited data. */
    totalBytes: bigint | null
    startsAt: Date | null
    endsAt: Date | null
  } | null
}

const profiles: Record<string, Esim['profile']> = {
  available: 'waiting',
  allocated: 'waiting',
  released: 'waiting',
  downloaded: 'installed',
  installed: 'installed',
  enabled: 'installed',
  disabled: 'installed',
  deleted: 'deleted',
}

/** Opens the eSIM of a delivered order. The caller answers for who may see it. */
export async function esimOf(tx: Tx, order: Order): Promise<Esim | null> {
  if (!order.simId) return null
  const [found] = await tx
    .select({ sim: sims, provider: connections.provider })
    .from(sims)
    .innerJoin(connections, eq(connections.id, sims.connectionId))
    .where(eq(sims.id, order.simId))
  if (!found) return null
  const { sim, provider } = found
  const { lpa, confirmationCode = null } = await openCodes(tx, sim)
  if (!lpa) return null
  const { smdpAddress, matchingId } = parseActivationCode(lpa)
  return {
    iccid: sim.iccid,
    lpa,
    smdpAddress,
    matchingId,
    confirmationCode,
    links: installLinks(lpa),
    profile: profiles[sim.profileState] ?? 'unknown',
    usage: provider === 'stock' ? null : await usageOf(tx, sim),
  }
}

/** The plan of a SIM and all refills of it together. */
async function usageOf(tx: Tx, sim: typeof sims.$inferSelect): Promise<Esim['usage']> {
  const lines = await tx
    .select({ line: assignments, all: planVersions.dataBytes })
    .from(assignments)
    .innerJoin(planVersions, eq(planVersions.id, assignments.planVersionId))
    .where(and(eq(assignments.simId, sim.id), ne(assignments.status, 'revoked')))
    .orderBy(assignments.id)
  const sizes = lines.map(({ line, all }) => line.refillBytes ?? all)
  return {
    usedBytes: lines.reduce((sum, { line }) => sum + line.usedBytes, 0n),
    leftBytes: sim.dataLeft,
    totalBytes: sizes.reduce<bigint | null>(
      (sum, each) => (sum === null || each === null ? null : sum + each),
      0n,
    ),
    startsAt: lines.find(({ line }) => line.startsAt)?.line.startsAt ?? null,
    endsAt: sim.endsAt,
  }
}
