import { z } from 'zod'
import { invalidField } from '@/lib/core/error'
import { type Money, money } from '@/lib/core/money'
import { open } from '@/lib/core/secrets'
import { openRefill, payUrl } from '@/lib/refills/open'
import { findRefill, receiveRefill, reverseReceived } from '@/lib/refills/receive'
import type { Refill } from '@/lib/refills/settle'
import type { Context } from '@/lib/tenancy/context'
import { findWallet } from '@/lib/wallets/open'
import { operation } from './operation'
import { ById, Instant, MoneyIn, MoneyOut, moneyOut } from './values'

const RefillOut = z
  .object({
    id: z.string(),
    wallet_id: z.string(),
    amount: MoneyOut,
    status: z.enum(['open', 'done', 'expired', 'canceled', 'refunded']).meta({
      description: '`open` waits for its payment, `done` is in the wallet.',
    }),
    mode: z.enum(['test', 'live']),
    reference: z.string().nullable(),
    comment: z.string(),
    pay_url: z.string().nullable().meta({ description: 'Where it is paid; whoever has it can pay.' }),
    expires_at: Instant,
    paid_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'Refill' })

async function shown(refill: Refill): Promise<z.input<typeof RefillOut>> {
  const { id, walletId, status, mode, reference, comment, paidAt } = refill
  return {
    ...{ id, wallet_id: walletId, status, mode, reference, comment },
    amount: moneyOut(money(refill.amount, refill.currency)),
    pay_url: status === 'open' ? payUrl(await open(refill.tokenSealed)) : null,
    expires_at: refill.expiresAt.toISOString(),
    paid_at: paidAt?.toISOString() ?? null,
    created_at: refill.createdAt.toISOString(),
  }
}

const Reference = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'A reference has 1 to 200 visible ASCII characters without spaces.')

const RefillIn = z
  .strictObject({
    amount: MoneyIn,
    method: z.enum(['pay_page', 'received']).meta({
      description:
        '`pay_page`: somebody pays it at `pay_url`. `received`: the money came elsewhere and is in the wallet at once (scope `wallets:write`).',
    }),
    reference: Reference.optional().meta({
      description: 'Your own; the same again is the same refill. Left out: the Idempotency-Key.',
    }),
    comment: z.string().trim().max(200).default('').meta({ description: 'Stands in the statement.' }),
  })
  .meta({ id: 'RefillInput' })

type Wish = { walletId: string; amount: Money; reference: string; comment: string }

async function openPage(ctx: Context, { walletId, amount, reference, comment }: Wish): Promise<Refill> {
  const wallet = await findWallet(ctx, walletId)
  if (wallet.currency !== amount.currency)
    throw invalidField('amount', `This wallet is in ${wallet.currency}, not in ${amount.currency}.`)
  const wish = { walletId, amount: amount.amount, origin: 'api' as const, reference, comment }
  const { id } = await openRefill(ctx, wish)
  return findRefill(ctx, id)
}

export const refillOperations = [
  operation({
    method: 'POST',
    path: '/wallets/{id}/refills',
    id: 'refillWallet',
    tag: 'Wallets',
    summary: 'Put money into a wallet, or make the page where somebody pays it',
    scope: 'wallets:refill',
    params: ById,
    body: RefillIn,
    answer: RefillOut,
    status: 201,
    needsKey: true,
    async run(ctx, { params, body, reference }) {
      const { amount, method, comment } = body
      const wish = { walletId: params.id, amount, comment, reference: body.reference ?? reference! }
      return shown(method === 'received' ? await receiveRefill(ctx, wish) : await openPage(ctx, wish))
    },
  }),
  operation({
    method: 'GET',
    path: '/refills/{id}',
    id: 'getRefill',
    tag: 'Wallets',
    summary: 'A refill: whether it is paid',
    scope: 'wallets:read',
    params: ById,
    answer: RefillOut,
    run: async (ctx, { params }) => shown(await findRefill(ctx, params.id)),
  }),
  operation({
    method: 'POST',
    path: '/refills/{id}/reversal',
    id: 'reverseRefill',
    tag: 'Wallets',
    summary: 'Take back out what was received elsewhere and went back there',
    description: 'Whole and once; the wallet may fall below its minimum.',
    scope: 'wallets:write',
    params: ById,
    answer: RefillOut,
    needsKey: true,
    run: async (ctx, { params }) => shown(await reverseReceived(ctx, params.id)),
  }),
]
