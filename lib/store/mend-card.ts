import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import {
  automaticRefills,
  connections,
  paymentMethods,
  simRefillRules,
  sims,
  tenants,
  wallets,
} from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import { addMethod, type BegunAdding, ownerNamed } from '@/lib/payment-methods/add'
import { consentText } from '@/lib/payment-methods/consent'
import { finishAdding, outcomeOf } from '@/lib/payment-methods/finish'
import { setDefault } from '@/lib/payment-methods/keep'
import { lockOwner, ofOwner } from '@/lib/payment-methods/owner'
import { type SaveWay, waysToSave } from '@/lib/payment-methods/ways'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { viewSimRefill } from '@/lib/sim-refills/view'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { askToRefillSim } from '@/lib/usage/asked'
import { getWalletRow } from '@/lib/wallets/balance'
import { askToRefill } from '@/lib/wallets/spend'

/** Whose card is mended. `ctx` sees and touches only the rows of the owner of the card. */
type At = {
  ctx: Context
  owner: string
  /** What is refilled with it. */
  of: { walletId: string } | { simId: string; iccid: string }
  organization: string
  currency: string
  mode: 'test' | 'live'
  isUsed: boolean
}

/** What the link in the mail of a declined card is for; null for one that was replaced, is over, or never was. */
const findMend = async (token: string): Promise<At | null> =>
  (await findForWallet(token)) ?? (await findForSim(token))

type Owner = { tenantId: string; companyId: string | null; endUserId: string | null }

const mender = ({ tenantId, companyId, endUserId }: Owner): Pick<At, 'ctx' | 'owner'> => ({
  ctx: { tenantId, companyId, endUserId, actor: { kind: 'system', id: 'mend-link' } },
  owner: (companyId ?? endUserId)!,
})

async function findForWallet(token: string): Promise<At | null> {
  const [found] = await db
    .select({ settings: automaticRefills, wallet: wallets, organization: tenants.name })
    .from(automaticRefills)
    .innerJoin(
      wallets,
      and(eq(wallets.tenantId, automaticRefills.tenantId), eq(wallets.id, automaticRefills.walletId)),
    )
    .innerJoin(tenants, eq(tenants.id, automaticRefills.tenantId))
    .where(and(eq(automaticRefills.mendHash, hashToken(token)), gt(automaticRefills.mendUntil, sql`now()`)))
  if (!found) return null
  const { settings, wallet, organization } = found
  return {
    ...mender(wallet),
    of: { walletId: wallet.id },
    ...{ organization, currency: wallet.currency, mode: wallet.mode },
    isUsed: settings.mendedAt !== null,
  }
}

/** The link is of who agreed to pay, while the SIM is his. */
async function findForSim(token: string): Promise<At | null> {
  const { tenantId } = simRefillRules
  const [found] = await db
    .select({
      rule: simRefillRules,
      card: paymentMethods,
      sim: sims,
      organization: tenants.name,
      mode: connections.mode,
    })
    .from(simRefillRules)
    .innerJoin(sims, and(eq(sims.tenantId, tenantId), eq(sims.id, simRefillRules.simId)))
    .innerJoin(
      paymentMethods,
      and(
        eq(paymentMethods.tenantId, tenantId),
        eq(paymentMethods.id, simRefillRules.methodId),
        eq(paymentMethods.endUserId, sims.endUserId),
      ),
    )
    .innerJoin(
      connections,
      and(eq(connections.tenantId, tenantId), eq(connections.id, paymentMethods.connectionId)),
    )
    .innerJoin(tenants, eq(tenants.id, tenantId))
    .where(and(eq(simRefillRules.mendHash, hashToken(token)), gt(simRefillRules.mendUntil, sql`now()`)))
  if (!found) return null
  const { rule, card, sim, organization, mode } = found
  return {
    ...mender(card),
    of: { simId: sim.id, iccid: sim.iccid },
    ...{ organization, mode, currency: rule.currency },
    isUsed: rule.mendedAt !== null,
  }
}

export type MendPage = {
  organization: string
  /** Whose wallet or SIM it is. */
  whose: string
  /** Of the SIM that is refilled; null where it is the wallet. */
  iccid: string | null
  mode: At['mode']
  /** True once another card was saved with the link. */
  isUsed: boolean
  /** Why it is not refilled just now; null where all is well. */
  problem: string | null
  ways: SaveWay[]
  consent: string
}

/** The page where another card is saved without signing in; null for a wrong token. */
export async function lookAtMend(token: string): Promise<MendPage | null> {
  const at = await findMend(token)
  if (!at) return null
  const { ctx, owner, of, organization, currency, mode, isUsed } = at
  const { standing } =
    'simId' in of ? await viewSimRefill(ctx, of.simId) : await viewAutomatic(ctx, of.walletId)
  const ways = isUsed ? [] : await waysToSave(ctx.tenantId, currency)
  return {
    ...{ organization, mode, isUsed, consent: consentText(organization) },
    whose: (await ownerNamed(ctx, owner)).name,
    iccid: 'simId' in of ? of.iccid : null,
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
 * it is looked at again whether to refill. Says what came of it, in words; null for a wrong token or the card of another.
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

/** Uses the link up, once: the card is what is charged from now on, and it is looked at again whether to refill. */
const endLink = ({ ctx, owner, of }: At, token: string, methodId: string): Promise<void> =>
  'simId' in of
    ? endSimLink({ ctx, owner, simId: of.simId }, token, methodId)
    : endWalletLink({ ctx, owner, walletId: of.walletId }, token, methodId)

type Ending = Pick<At, 'ctx' | 'owner'>

const endWalletLink = (
  { ctx, owner, walletId }: Ending & { walletId: string },
  token: string,
  methodId: string,
) =>
  inTenant(ctx, async (tx) => {
    const [used] = await tx
      .update(automaticRefills)
      .set({ mendedAt: new Date() })
      .where(and(eq(automaticRefills.mendHash, hashToken(token)), isNull(automaticRefills.mendedAt)))
      .returning()
    if (!used) return
    const card = await prefer(tx, owner, methodId)
    if (card && used.methodId)
      await tx.update(automaticRefills).set({ methodId: card }).where(eq(automaticRefills.id, used.id))
    await audit(tx, ctx, 'automaticRefill.mended', walletId, { methodId })
    await askToRefill(tx, await getWalletRow(tx, walletId))
  })

// Row security shows an end user no SIM: the token has said whose it is.
const endSimLink = ({ ctx, owner, simId }: Ending & { simId: string }, token: string, methodId: string) =>
  inTenant(ctx.tenantId, async (tx) => {
    const [used] = await tx
      .update(simRefillRules)
      .set({ mendedAt: new Date(), told: null })
      .where(and(eq(simRefillRules.mendHash, hashToken(token)), isNull(simRefillRules.mendedAt)))
      .returning()
    if (!used) return
    const card = await prefer(tx, owner, methodId)
    if (card) await tx.update(simRefillRules).set({ methodId: card }).where(eq(simRefillRules.id, used.id))
    await audit(tx, ctx, 'simRefill.mended', simId, { methodId })
    await askToRefillSim(tx, ctx.tenantId, simId)
  })

/** Makes it the default of its owner, or the one that was there already and goes on with the new right to charge it. */
async function prefer(tx: Tx, owner: string, methodId: string): Promise<string | null> {
  await lockOwner(tx, owner)
  const [added] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId))
  const usable = await tx
    .select()
    .from(paymentMethods)
    .where(and(ofOwner(owner), eq(paymentMethods.status, 'active')))
  const agreedAt = added?.consentAt.getTime()
  const card =
    usable.find(({ id }) => id === methodId) ??
    usable.find(
      ({ connectionId, consentAt }) =>
        connectionId === added?.connectionId && consentAt.getTime() === agreedAt,
    )
  if (!card) return null
  await setDefault(tx, owner, card.id)
  return card.id
}
