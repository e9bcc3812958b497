import { eq } from 'drizzle-orm'
import { assignments, connections, sims } from '@/db/schema'
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
  usage: { usedBytes: bigint; leftBytes: bigint | null; startsAt: Date | null; endsAt: Date | null } | null
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
    .select({ sim: sims, provider: connections.provider, assignment: assignments })
    .from(sims)
    .innerJoin(connections, eq(connections.id, sims.connectionId))
    .leftJoin(assignments, eq(assignments.id, sims.assignmentId))
    .where(eq(sims.id, order.simId))
  if (!found) return null
  const { sim, provider, assignment } = found
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
    usage:
      provider === 'stock'
        ? null
        : {
            usedBytes: assignment?.usedBytes ?? 0n,
            leftBytes: sim.dataLeft,
            startsAt: assignment?.startsAt ?? null,
            endsAt: assignment?.endsAt ?? null,
          },
  }
}
