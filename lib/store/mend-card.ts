import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { automaticRefills, paymentMethods, tenants, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { addMethod, type BegunAdding, ownerNamed } from '@/lib/payment-methods/add'
import { consentText } from '@/lib/payment-methods/consent'
import { finishAdding, outcomeOf } from '@/lib/payment-methods/finish'
import { setDefault } from '@/lib/payment-methods/keep'
import { lockOwner } from '@/lib/payment-methods/owner'
import { type SaveWay, waysToSave } from '@/lib/payment-methods/ways'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { getWalletRow } from '@/lib/wallets/balance'
import { askToRefill } from '@/lib/wallets/spend'

/** Whose card is mended. `ctx` sees and touches only the rows of the owner of the wallet. */
type At = {
  ctx: Context
  owner: string
  walletId: string
  organization: string
  currency: string
  mode: 'test' | 'live'
  isUsed: boolean
}

/** What the link in the mail of a declined card is for; null for one that was replaced, is over, or never was. */
async function findMend(token: string): Promise<At | null> {
  const [found] = await db
    .select({ settings: automaticRefills, wallet: wallets, organization: tenants.name })
    .from(automaticRefills)
    .innerJoin(
      wallets,
      and(eq(wallets.tenantId, automaticRefills.tenantId), eq(wallets.id, automaticRefills.walletId)),
    )
    .innerJoin(tenants, eq(tenants.id, automaticRefills.tenantId))
    .where(eq(automaticRefills.mendHash, hashToken(token)))
  if (!found?.settings.mendUntil || found.settings.mendUntil <= new Date()) return null
  const { settings, wallet, organization } = found
  const { tenantId, companyId, endUserId } = wallet
  return {
    ctx: { tenantId, companyId, endUserId, actor: { kind: 'system', id: 'mend-link' } },
    owner: (companyId ?? endUserId)!,
    ...{ walletId: wallet.id, organization, currency: wallet.currency, mode: wallet.mode },
    isUsed: settings.mendedAt !== null,
  }
}

export type MendPage = {
  organization: string
  /** Whose wallet it is. */
  whose: string
  mode: At['mode']
  /** True once another card was saved with the link. */
  isUsed: boolean
  /** Why the wallet is not refilled just now; null where all is well. */
  problem: string | null
  ways: SaveWay[]
  consent: string
}

/** The page where another card is saved without signing in; null for a wrong token. */
export async function lookAtMend(token: string): Promise<MendPage | null> {
  const at = await findMend(token)
  if (!at) return null
  const { ctx, owner, walletId, organization, currency, mode, isUsed } = at
  const { standing } = await viewAutomatic(ctx, walletId)
  const ways = isUsed ? [] : await waysToSave(ctx.tenantId, currency)
  return {
    ...{ organization, mode, isUsed, consent: consentText(organization) },
    whose: (await ownerNamed(ctx, owner)).name,
    problem: 'text' in standing ? standing.text : null,
    ways: ways.filter((way) => way.mode === mode),
  }
}

export const MendInput = z.object({
  connectionId: z.string('Choose a provider.'),
  consent: z.literal('on', 'Please agree, or the card cannot be kept.'),
})

/** Where the provider sends the browser once a card was entered. */
export const mendedPath = (token: string, methodId: string): string => `/mend/${token}/added/${methodId}`

/** Begins to save another card. Null for a wrong token. Throws `precondition` for a link that was used. */
export async function beginMend(
  token: string,
  { connectionId }: z.output<typeof MendInput>,
  { ip, agent }: { ip: string; agent: string },
): Promise<BegunAdding | null> {
  const at = await findMend(token)
  if (!at) return null
  if (at.isUsed)
    throw new AppError('precondition', 'A card was saved with this link already. Ask for nothing more.')
  return addMethod(at.ctx, {
    ...{ owner: at.owner, connectionId, currency: at.currency },
    consent: { text: consentText(at.organization), ip, agent },
    returnUrl: (id) => `${env.APP_URL}${mendedPath(token, id)}`,
  })
}

/**
 * The owner is back from his bank: once the card is saved the link is used, the card is what is charged from now on, and
 * the wallet is looked at again. Says what came of it, in words; null for a wrong token or the card of another.
 */
export async function finishMend(token: string, methodId: string): Promise<string | null> {
  const at = await findMend(token)
  if (!at) return null
  const outcome = await outcomeAfter(at.ctx, methodId)
  if (outcome?.isSaved) await endLink(at, token, methodId)
  return outcome?.text ?? null
}

async function outcomeAfter(ctx: Context, methodId: string) {
  if (!(await outcomeOf(ctx, methodId))) return null
  await finishAdding(ctx, methodId)
  return outcomeOf(ctx, methodId)
}

/** Uses the link up, once: the card is what is charged from now on, and the wallet is looked at again. */
const endLink = ({ ctx, owner, walletId }: At, token: string, methodId: string): Promise<void> =>
  inTenant(ctx, async (tx) => {
    const [used] = await tx
      .update(automaticRefills)
      .set({ mendedAt: new Date() })
      .where(and(eq(automaticRefills.mendHash, hashToken(token)), isNull(automaticRefills.mendedAt)))
      .returning()
    if (!used) return
    await lockOwner(tx, owner)
    const [card] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId))
    // One that was saved before goes on as it was, with the new right to charge it.
    if (card?.status === 'active') {
      await setDefault(tx, owner, methodId)
      if (used.methodId)
        await tx.update(automaticRefills).set({ methodId }).where(eq(automaticRefills.id, used.id))
    }
    await audit(tx, ctx, 'automaticRefill.mended', walletId, { methodId })
    await askToRefill(tx, await getWalletRow(tx, walletId))
  })
