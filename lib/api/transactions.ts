import { z } from 'zod'
import { getTransaction } from '@/lib/transactions/get'
import { listTransactions, TransactionQuery } from '@/lib/transactions/list'
import { type Transaction, transactionTypes } from '@/lib/transactions/query'
import { operation } from './operation'
import { ById, Instant, MoneyOut, moneyOut, Paging, pageAnswer } from './values'

const TransactionOut = z
  .object({
    id: z.string().meta({ description: '`pay_`, `ref_` or `dis_` and 26 characters.' }),
    type: z.enum(transactionTypes),
    created_at: Instant,
    amount: MoneyOut.meta({ description: 'Negative for what goes back.' }),
    status: z.string(),
    mode: z.enum(['test', 'live']),
    psp: z.string(),
    psp_reference: z.string().nullable(),
    method: z.string().nullable(),
    card: z.object({ brand: z.string().nullable(), last4: z.string() }).nullable(),
    fee: MoneyOut.nullable(),
    net: MoneyOut.nullable(),
    payment_id: z.string(),
    order_id: z.string().nullable(),
    refill_id: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    iccid: z.string().nullable(),
  })
  .meta({ id: 'Transaction' })

const shown = (row: Transaction): z.input<typeof TransactionOut> => ({
  id: row.id,
  type: row.type,
  created_at: row.at.toISOString(),
  amount: moneyOut(row.amount),
  status: row.status,
  mode: row.mode,
  psp: row.psp,
  psp_reference: row.reference,
  method: row.method,
  card: row.last4 ? { brand: row.brand, last4: row.last4 } : null,
  fee: row.fee && moneyOut(row.fee),
  net: row.net && moneyOut(row.net),
  payment_id: row.paymentId,
  order_id: row.orderId,
  refill_id: row.refillId,
  email: row.email,
  company: row.company,
  iccid: row.iccid,
})

const Filter = Paging.extend({
  type: z.enum(transactionTypes).optional(),
  status: z.string().max(40).optional(),
  mode: z.enum(['test', 'live']).optional(),
  currency: z.string().length(3).optional(),
  since: z.iso.date().optional().meta({ description: 'A day in UTC, included.' }),
  until: z.iso.date().optional().meta({ description: 'A day in UTC, included.' }),
})

export const transactionOperations = [
  operation({
    method: 'GET',
    path: '/transactions',
    id: 'listTransactions',
    tag: 'Transactions',
    summary: 'Payments, refunds and disputes, newest first',
    scope: 'payments:read',
    query: Filter,
    answer: pageAnswer(TransactionOut),
    async run(ctx, { query: { limit, ...filter } }) {
      const { rows, next } = await listTransactions(
        ctx,
        TransactionQuery.parse({ ...filter, size: limit }),
        'UTC',
      )
      return { data: rows.map(shown), next }
    },
  }),
  operation({
    method: 'GET',
    path: '/transactions/{id}',
    id: 'getTransaction',
    tag: 'Transactions',
    summary: 'One payment, refund or dispute',
    scope: 'payments:read',
    params: ById,
    answer: TransactionOut,
    run: async (ctx, { params }) => shown(await getTransaction(ctx, params.id, 'UTC')),
  }),
]
