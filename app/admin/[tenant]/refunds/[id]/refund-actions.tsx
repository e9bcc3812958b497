import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney, toDecimal } from '@/lib/core/money'
import type { RefundDetail } from '@/lib/refunds/get'
import { approve, close, makeGood, refundNow, reject, takeBack } from '../actions'

type Props = { refund: RefundDetail; slug: string }

/** What can be done with a refund in the state it is in; each asks first. */
export function RefundActions({ refund, slug }: Props) {
  const id = <input type="hidden" name="refundId" value={refund.id} />
  const isStuck = refund.status === 'requested' && refund.supplier === 'cancel_pending'
  return (
    <>
      {refund.status === 'asked' && <Answer {...{ refund, slug }} />}
      {refund.task === 'pay_back' && <PayBack {...{ refund, slug }} />}
      {refund.task === 'take_back' && refund.canTakeBack && (
        <Dialog
          trigger="Take the eSIM back"
          variant="primary"
          title="Take the eSIM back?"
          description="The supplier is asked to take it back. It stops working."
        >
          <Form action={takeBack.bind(null, slug)} submit="Take back">
            {id}
          </Form>
        </Dialog>
      )}
      {isStuck && (
        <Dialog
          trigger="Refund now"
          title="Refund without waiting for the supplier?"
          description="The money goes back at once. Whether the supplier takes the eSIM back is then for you to find out."
        >
          <Form action={refundNow.bind(null, slug)} submit="Refund now" variant="danger">
            {id}
          </Form>
        </Dialog>
      )}
      {refund.task && (
        <Dialog
          trigger="Close without"
          title="Nothing more to do?"
          description="It leaves the list of what is to do. The note stays in the timeline."
        >
          <Form
            action={close.bind(null, slug)}
            submit="Close"
            fields={[{ name: 'note', label: 'Why', required: true, maxLength: 300 }]}
          >
            {id}
          </Form>
        </Dialog>
      )}
    </>
  )
}

const Answer = ({ refund, slug }: Props) => (
  <>
    <Dialog
      trigger="Refuse"
      title="Refuse the refund?"
      description={`${refund.email} is told what you write here.`}
    >
      <Form
        action={reject.bind(null, slug)}
        submit="Refuse"
        fields={[
          { name: 'answer', label: 'Answer', type: 'textarea', rows: 4, required: true, maxLength: 300 },
        ]}
      >
        <input type="hidden" name="refundId" value={refund.id} />
      </Form>
    </Dialog>
    {!refund.obstacle && refund.left.amount > 0n && (
      <Dialog
        trigger="Grant"
        variant="primary"
        title="Grant the refund?"
        description={`${formatMoney(refund.left)} is left to refund.`}
      >
        <Form
          action={approve.bind(null, slug)}
          submit="Refund"
          variant="danger"
          fields={[
            {
              ...{ name: 'amount', label: 'Amount', required: true, inputMode: 'decimal' },
              suffix: refund.left.currency,
              defaultValue: toDecimal(refund.left),
            },
            {
              name: 'destination',
              label: 'Goes',
              type: 'radio',
              options: [
                { value: 'original', label: 'The way it was paid', hint: 'A bank may take up to ten days.' },
                {
                  value: 'wallet',
                  label: 'Into the wallet of the buyer',
                  hint: 'At once; the money stays with you.',
                },
              ],
              defaultValue: 'original',
            },
            ...(refund.canTakeBack && refund.eligibility?.verdict !== 'used'
              ? [
                  {
                    ...{ name: 'takeBack', type: 'checkbox' as const, defaultValue: 'on' },
                    label: 'Take the eSIM back at the supplier first',
                    hint: 'It stops working. The money goes in either case.',
                  },
                ]
              : []),
          ]}
        >
          <input type="hidden" name="refundId" value={refund.id} />
          <input type="hidden" name="refundable" value={refund.left.amount.toString()} />
        </Form>
      </Dialog>
    )}
  </>
)

const ways = [
  {
    value: 'again',
    label: 'Refund again',
    hint: 'The same way once more: a new card may have taken its place.',
  },
  { value: 'wallet', label: 'Into the wallet of the buyer', hint: 'At once.' },
  { value: 'manual', label: 'I have paid it by hand', hint: 'A bank transfer, for example.' },
]

const waysFor = ({ status, orderId }: RefundDetail) =>
  ways.filter(({ value }) => (value !== 'again' || status !== 'requested') && (value !== 'wallet' || orderId))

const PayBack = ({ refund, slug }: Props) => (
  <Dialog trigger="Pay back" variant="primary" title={`Pay back ${formatMoney(refund.amount)}`}>
    <Form
      action={makeGood.bind(null, slug)}
      submit="Save"
      fields={[
        {
          ...{ name: 'way', label: 'How', type: 'radio', required: true },
          options: waysFor(refund),
          defaultValue: refund.status === 'requested' ? 'manual' : 'again',
        },
        { name: 'note', label: 'How it was paid', maxLength: 300, hint: 'Needed when it was paid by hand.' },
      ]}
    >
      <input type="hidden" name="refundId" value={refund.id} />
    </Form>
  </Dialog>
)
