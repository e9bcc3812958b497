import { eq } from 'drizzle-orm'
import { simSecrets, type sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invariant } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { open, seal } from '@/lib/core/secrets'

/** What only the holder of a SIM may know. `lpa` is the text of the QR code. */
export type SimCodes = {
  lpa?: string
  confirmationCode?: string
  pin1?: string
  puk1?: string
  pin2?: string
  puk2?: string
}

export type CodePlace = { secretId: string; secretIndex: number; hasCode: boolean }

const perEnvelope = 500

/**
 * Seals the codes of many SIMs, many to one JWE, because sealing each alone would cost more than all else of an import.
 * Gives back, in the same order, where each is kept; null for a SIM without any code.
 */
export async function sealCodes(tx: Tx, codes: readonly SimCodes[]): Promise<(CodePlace | null)[]> {
  const places: (CodePlace | null)[] = []
  for (let from = 0; from < codes.length; from += perEnvelope) {
    const batch = codes.slice(from, from + perEnvelope)
    const kept = batch.filter(hasAny)
    const secretId = newId('sec')
    if (kept.length) await tx.insert(simSecrets).values({ id: secretId, sealed: seal(JSON.stringify(kept)) })
    let index = 0
    for (const each of batch)
      places.push(hasAny(each) ? { secretId, secretIndex: index++, hasCode: Boolean(each.lpa) } : null)
  }
  return places
}

const hasAny = (codes: SimCodes) => Object.values(codes).some(Boolean)

/** Opens the codes of one SIM. The caller answers for who may see them. */
export async function openCodes(
  tx: Tx,
  sim: Pick<typeof sims.$inferSelect, 'secretId' | 'secretIndex'>,
): Promise<SimCodes> {
  if (!sim.secretId || sim.secretIndex === null) return {}
  const [row] = await tx.select().from(simSecrets).where(eq(simSecrets.id, sim.secretId))
  invariant(row, `codes ${sim.secretId} are gone`)
  return (JSON.parse(await open(row.sealed)) as SimCodes[])[sim.secretIndex] ?? {}
}
