import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney, toDecimal } from '@/lib/core/money'
import { reasonWords } from '@/lib/payments/reasons'
import type { TransactionDetail } from '@/lib/transactions/get'
import { refund } from './actions'

type Props = { found: TransactionDetail; slug: string }

/** Leads to where a payment is refunded: at its order, where the rules of the store are; that of a refill is refunded here. */
export const Refund = ({ found: { orderId, payment }, slug }: Props) => {
  const { left, most, obstacle } = payment.refundable
  if (obstacle) return null
  if (orderId)
    return (
      <Button asChild variant="secondary">
        <Link href={`/admin/${slug}/orders/${orderId}`}>Refund at its order</Link>
      </Button>
    )
  return (
    <Dialog
      trigger="Refund"
      variant="danger"
      title="Refund"
      description={`At most ${formatMoney(most)} can go back; it is taken out of the wallet.`}
    >
      <Form
        action={refund.bind(null, slug)}
        submit="Refund"
        variant="danger"
        fields={[
          {
            name: 'amount',
            label: 'Amount',
            required: true,
            inputMode: 'decimal',
            suffix: most.currency,
            defaultValue: toDecimal(most),
          },
          {
            name: 'code',
            label: 'Why',
            type: 'select',
            required: true,
            options: [
              { value: '', label: 'Choose' },
              ...Object.entries(reasonWords).map(([value, label]) => ({ value, label })),
            ],
          },
          { name: 'reason', label: 'In your words', maxLength: 300 },
        ]}
      >
        <input type="hidden" name="paymentId" value={payment.id} />
        <input type="hidden" name="refundable" value={left.amount.toString()} />
      </Form>
    </Dialog>
  )
}
