import { and, desc, eq, ilike, inArray, isNotNull, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, holds, lines, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { isCurrency } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { type Balance, isHeld, type Wallet } from './balance'

export const WalletQuery = z.object({
  q: z.string().trim().max(100).optional(),
  owner: z.enum(['company', 'end_user']).optional().catch(undefined),
  /** The id of a company or an end user: its wallets alone. */
  of: z.string().max(64).optional(),
  currency: z.string().length(3).refine(isCurrency).optional().catch(undefined),
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  state: z.enum(['on', 'off']).optional().catch(undefined),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

/** A wallet with what is in it. `owner` is the name of the company, or the name or address of the end user. */
export type WalletRow = Wallet & Balance & { owner: string; lastAt: Date | null }

const ofLast = (column: 'balance' | 'at') => sql`(select ${sql.raw(column)} from ${lines}
  where ${lines.account} = 'wallet:' || ${wallets.id} and ${isNotNull(lines.seq)} order by ${lines.seq} desc limit 1)`

const columns = {
  wallet: wallets,
  owner: sql<string>`coalesce(${companies.name}, nullif(${endUsers.name}, ''), ${endUsers.email})`,
  settled: sql<string>`coalesce(${ofLast('balance')}, 0)`,
  lastAt: sql<string | null>`${ofLast('at')}`,
  held: sql<string>`(select coalesce(sum(${holds.amount}), 0) from ${holds}
    where ${holds.walletId} = ${wallets.id} and ${isHeld()})`,
}

const select = (tx: Tx) =>
  tx
    .select(columns)
    .from(wallets)
    .leftJoin(companies, eq(companies.id, wallets.companyId))
    .leftJoin(endUsers, eq(endUsers.id, wallets.endUserId))

type Found = Awaited<ReturnType<typeof select>>[number]

function toRow({ wallet, owner, lastAt, ...found }: Found): WalletRow {
  const [settled, held] = [BigInt(found.settled), BigInt(found.held)]
  return {
    ...wallet,
    owner,
    lastAt: lastAt ? new Date(lastAt) : null,
    settled,
    held,
    available: settled - held - wallet.minimum,
  }
}

const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Wallets, the newest first. Staff of a company find only its own. */
export async function listWallets(
  ctx: Context,
  { q, owner, of, currency, mode, state, after, size }: z.output<typeof WalletQuery>,
): Promise<Page<WalletRow>> {
  authorize(ctx, 'wallets:read')
  const found = await inTenant(ctx, (tx) =>
    select(tx)
      .where(
        and(
          q
            ? or(
                ilike(companies.name, like(q)),
                ilike(endUsers.name, like(q)),
                ilike(endUsers.email, like(q)),
                eq(wallets.id, q),
              )
            : undefined,
          owner === 'company' ? isNotNull(wallets.companyId) : undefined,
          owner === 'end_user' ? isNotNull(wallets.endUserId) : undefined,
          of ? or(eq(wallets.companyId, of), eq(wallets.endUserId, of)) : undefined,
          currency ? eq(wallets.currency, currency) : undefined,
          mode ? eq(wallets.mode, mode) : undefined,
          state ? eq(wallets.isEnabled, state === 'on') : undefined,
          after ? lt(wallets.id, after) : undefined,
        ),
      )
      .orderBy(desc(wallets.id))
      .limit(size + 1),
  )
  return pageOf(found.map(toRow), size, ({ id }) => id)
}

/** A wallet with what is in it. Throws `not_found`, also for staff of another company. */
export async function getWallet(ctx: Context, id: string): Promise<WalletRow> {
  authorize(ctx, 'wallets:read')
  const [found] = await inTenant(ctx, (tx) => select(tx).where(eq(wallets.id, id)))
  if (!found) throw notFound('wallet', id)
  return toRow(found)
}

/** What is in the wallet of an owner; an owner may have several. */
export type OwnerBalance = Pick<WalletRow, 'settled' | 'currency' | 'mode'>

/** Companies or end users with what is in their wallets; nothing there for who may not see wallets. */
export async function withBalances<T extends { id: string }>(
  ctx: Context,
  owners: readonly T[],
): Promise<(T & { balances: OwnerBalance[] })[]> {
  const ids = owners.map(({ id }) => id)
  const found =
    can(ctx, 'wallets:read') && ids.length
      ? await inTenant(ctx, (tx) =>
          select(tx).where(or(inArray(wallets.companyId, ids), inArray(wallets.endUserId, ids))),
        )
      : []
  const of = Map.groupBy(found.map(toRow), ({ companyId, endUserId }) => companyId ?? endUserId)
  return owners.map((owner) => ({ ...owner, balances: of.get(owner.id) ?? [] }))
}
