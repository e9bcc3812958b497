import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { Alert } from '@/components/ui/alert'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney, toDecimal } from '@/lib/core/money'
import type { OrderDetail, OrderPayment } from '@/lib/orders/get'
import { reasonWords } from '@/lib/payments/reasons'

type Props = { order: OrderDetail; payment: OrderPayment; trigger: string; action: FormAction }

const tones = { free: 'success', look: 'info', used: 'warning' } as const
const titles = {
  free: 'Within the rules of the store',
  look: 'For you to decide',
  used: 'Against the rules of the store',
}

/** Asks how much of a payment goes back and why, and says first what the rules say to it. */
export const RefundDialog = ({ order, payment, trigger, action }: Props) => {
  const { verdict, because } = order.eligibility
  return (
    <Dialog
      trigger={trigger}
      variant="danger"
      title="Refund"
      description={`${formatMoney(payment.left)} of ${formatMoney(payment.received)} is left to refund.`}
    >
      <Alert tone={tones[verdict]} title={titles[verdict]}>
        {because.join(' ')}
      </Alert>
      <Form action={action} submit="Refund" variant="danger" fields={fieldsFor(order, payment)}>
        <input type="hidden" name="paymentId" value={payment.id} />
        <input type="hidden" name="refundable" value={payment.left.amount.toString()} />
      </Form>
    </Dialog>
  )
}

const fieldsFor = ({ eligibility, canTakeBack }: OrderDetail, { left }: OrderPayment): FieldProps[] => [
  {
    name: 'amount',
    label: 'Amount',
    required: true,
    inputMode: 'decimal',
    suffix: left.currency,
    defaultValue: toDecimal(left),
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
  {
    name: 'destination',
    label: 'Goes',
    type: 'radio',
    options: [
      { value: 'original', label: 'The way it was paid', hint: 'A bank may take up to ten days.' },
      { value: 'wallet', label: 'Into the wallet of the buyer', hint: 'At once; the money stays with you.' },
    ],
    defaultValue: 'original',
  },
  { name: 'reason', label: 'In your words', maxLength: 300, hint: 'For the timeline.' },
  ...(canTakeBack && eligibility.verdict !== 'used'
    ? [
        {
          name: 'takeBack',
          label: 'Take the eSIM back at the supplier first',
          type: 'checkbox' as const,
          hint: 'It stops working. The money goes in either case.',
        },
      ]
    : []),
  ...(eligibility.verdict === 'used'
    ? [{ name: 'override', label: 'Refund all the same', type: 'checkbox' as const, required: true }]
    : []),
]
