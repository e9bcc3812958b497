import { eq } from 'drizzle-orm'
import { sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { parseActivationCode } from '@/lib/core/activation-code'
import { AppError, notFound } from '@/lib/core/error'
import { qrSvg } from '@/lib/core/qr'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { openCodes, type SimCodes } from './codes'

/** `qr` is an SVG of the activation code. */
export type RevealedCodes = SimCodes & { smdpAddress?: string; matchingId?: string; qr?: string }

/** Opens the secret codes of a SIM and writes down who did it. Throws `precondition` when there are none. */
export async function revealCodes(ctx: Context, simId: string): Promise<RevealedCodes> {
  authorize(ctx, 'sims:reveal')
  const codes = await inTenant(ctx, async (tx) => {
    const [sim] = await tx.select().from(sims).where(eq(sims.id, simId))
    if (!sim) throw notFound('SIM', simId)
    const opened = await openCodes(tx, sim)
    if (!Object.values(opened).some(Boolean))
      throw new AppError('precondition', 'No codes are kept for this SIM.')
    await audit(tx, ctx, 'sim.reveal', simId)
    return opened
  })
  if (!codes.lpa) return codes
  const { smdpAddress, matchingId } = parseActivationCode(codes.lpa)
  return { ...codes, smdpAddress, matchingId, qr: await qrSvg(codes.lpa) }
}
