import { z } from 'zod'
import { invalidField } from '@/lib/core/error'
import { money, toDecimal } from '@/lib/core/money'
import { reasonCodes } from '@/lib/payments/reasons'
import { RefundInput, requestRefund } from '@/lib/refunds/request'
import { getTransaction } from '@/lib/transactions/get'
import { operation } from './operation'
import { ById, MoneyIn, MoneyOut, moneyOut } from './values'

const RefundOut = z
  .object({
    id: z.string(),
    payment_id: z.string(),
    amount: MoneyOut,
    status: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Refund' })

const RefundIn = z
  .strictObject({
    amount: MoneyIn,
    refundable: MoneyIn.meta({
      description: 'What you take to be left to refund. Where it is not, nothing is done: 412.',
    }),
    code: z.enum(reasonCodes),
    reason: z.string().trim().max(300).default(''),
    take_back: z
      .boolean()
      .default(false)
      .meta({ description: 'The eSIM is taken back at its supplier first.' }),
    override: z
      .boolean()
      .default(false)
      .meta({ description: 'Against the rules of the store, with a reason.' }),
  })
  .meta({ id: 'RefundInput' })

const tick = (is: boolean) => (is ? ('on' as const) : undefined)

export const refundOperations = [
  operation({
    method: 'POST',
    path: '/payments/{id}/refunds',
    id: 'refundPayment',
    tag: 'Transactions',
    summary: 'Give a payment or a part of it back',
    description: 'The answer says that it is promised; the transaction `ref_…` says how it ended.',
    scope: 'payments:refund',
    params: ById,
    body: RefundIn,
    answer: RefundOut,
    status: 201,
    needsKey: true,
    async run(ctx, { params, body }) {
      const { amount: paid } = await getTransaction(ctx, params.id, 'UTC')
      for (const [field, value] of Object.entries({ amount: body.amount, refundable: body.refundable }))
        if (value.currency !== paid.currency)
          throw invalidField(field, `The payment is in ${paid.currency}, not in ${value.currency}.`)
      const refund = await requestRefund(
        ctx,
        RefundInput.parse({
          ...{ paymentId: params.id, code: body.code, reason: body.reason },
          amount: toDecimal(body.amount),
          refundable: body.refundable.amount.toString(),
          takeBack: tick(body.take_back),
          override: tick(body.override),
        }),
      )
      const { id, paymentId, status, reason, amount, currency } = refund
      return { id, payment_id: paymentId, status, reason, amount: moneyOut(money(amount, currency)) }
    },
  }),
]
