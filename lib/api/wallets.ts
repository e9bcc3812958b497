import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { pageOf } from '@/lib/core/page'
import { authorize } from '@/lib/tenancy/permissions'
import { balanceOf, getWalletRow, type Wallet } from '@/lib/wallets/balance'
import { StatementQuery, statementOf } from '@/lib/wallets/statement'
import { operation } from './operation'
import { ById, Instant, MoneyOut, moneyOut, Paging, pageAnswer } from './values'

const WalletOut = z
  .object({
    id: z.string(),
    company_id: z.string().nullable(),
    end_user_id: z.string().nullable(),
    mode: z.enum(['test', 'live']),
    is_enabled: z.boolean(),
    balance: MoneyOut.meta({ description: 'What is in it.' }),
    held: MoneyOut.meta({ description: 'What of it waits for an outcome.' }),
    available: MoneyOut.meta({ description: 'What may be spent.' }),
    minimum: MoneyOut.meta({ description: 'Above zero: must stay in it. Below zero: a credit line.' }),
    created_at: Instant,
  })
  .meta({ id: 'Wallet' })

async function shown(tx: Tx, wallet: Wallet): Promise<z.input<typeof WalletOut>> {
  const { id, companyId, endUserId, mode, isEnabled, minimum, currency, createdAt } = wallet
  const { settled, held, available } = await balanceOf(tx, wallet)
  const inCurrency = (amount: bigint) => moneyOut(money(amount, currency))
  return {
    ...{ id, mode, company_id: companyId, end_user_id: endUserId, is_enabled: isEnabled },
    balance: inCurrency(settled),
    held: inCurrency(held),
    available: inCurrency(available),
    minimum: inCurrency(minimum),
    created_at: createdAt.toISOString(),
  }
}

const Entry = z
  .object({
    number: z.number().int(),
    at: Instant,
    description: z.string(),
    amount: MoneyOut.meta({ description: 'Above zero for what came in.' }),
    before: MoneyOut,
    after: MoneyOut,
    cause: z.string().meta({ description: 'What it was for; unique.' }),
  })
  .meta({ id: 'WalletEntry' })

const Statement = pageAnswer(Entry)
  .extend({ start: MoneyOut, refilled: MoneyOut, spent: MoneyOut, end: MoneyOut })
  .meta({ id: 'WalletStatement' })

const Filter = Paging.extend({
  company_id: z.string().max(64).optional(),
  end_user_id: z.string().max(64).optional(),
  mode: z.enum(['test', 'live']).optional(),
})

const Period = Paging.extend({
  since: z.iso.date().optional().meta({ description: 'A day in UTC, included.' }),
  until: z.iso.date().optional().meta({ description: 'A day in UTC, included.' }),
})

export const walletOperations = [
  operation({
    method: 'GET',
    path: '/wallets',
    id: 'listWallets',
    tag: 'Wallets',
    summary: 'Wallets with what is in them, newest first',
    scope: 'wallets:read',
    query: Filter,
    answer: pageAnswer(WalletOut),
    run: (ctx, { query: { limit, after, company_id, end_user_id, mode } }) => {
      authorize(ctx, 'wallets:read')
      return inTenant(ctx, async (tx) => {
        const found = await tx
          .select()
          .from(wallets)
          .where(
            and(
              after ? lt(wallets.id, after) : undefined,
              company_id ? eq(wallets.companyId, company_id) : undefined,
              end_user_id ? eq(wallets.endUserId, end_user_id) : undefined,
              mode ? eq(wallets.mode, mode) : undefined,
            ),
          )
          .orderBy(desc(wallets.id))
          .limit(limit + 1)
        const { rows, next } = pageOf(found, limit, ({ id }) => id)
        const data = []
        for (const row of rows) data.push(await shown(tx, row))
        return { data, next }
      })
    },
  }),
  operation({
    method: 'GET',
    path: '/wallets/{id}',
    id: 'getWallet',
    tag: 'Wallets',
    summary: 'A wallet with what is in it',
    scope: 'wallets:read',
    params: ById,
    answer: WalletOut,
    run: (ctx, { params }) => {
      authorize(ctx, 'wallets:read')
      return inTenant(ctx, async (tx) => shown(tx, await getWalletRow(tx, params.id)))
    },
  }),
  operation({
    method: 'GET',
    path: '/wallets/{id}/entries',
    id: 'getWalletStatement',
    tag: 'Wallets',
    summary: 'The statement of a wallet: what was in it, what came and went, newest first',
    scope: 'wallets:read',
    params: ById,
    query: Period,
    answer: Statement,
    async run(ctx, { params, query: { limit, ...period } }) {
      const asked = StatementQuery.parse({ ...period, size: limit })
      const { rows, next, totals, currency } = await statementOf(ctx, params.id, asked, 'UTC')
      const inCurrency = (amount: bigint) => moneyOut(money(amount, currency))
      return {
        data: rows.map(({ seq, at, text, amount, before, after, cause }) => ({
          ...{ number: seq, at: at.toISOString(), description: text, cause },
          amount: inCurrency(amount),
          before: inCurrency(before),
          after: inCurrency(after),
        })),
        next,
        start: inCurrency(totals.start),
        refilled: inCurrency(totals.refilled),
        spent: inCurrency(totals.spent),
        end: inCurrency(totals.end),
      }
    },
  }),
]
