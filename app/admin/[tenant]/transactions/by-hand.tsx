import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney, type Money, toDecimal } from '@/lib/core/money'
import { decide, receive } from './actions'

type Props = {
  payment: { id: string; status: string; mismatch: string | null; price: Money; isByHand: boolean }
  slug: string
  mayReceive: boolean
  mayRefund: boolean
}

/** What staff note of a payment that nobody can be asked about: money that came, and what is done when it is not the price. */
export function ByHand({ payment, slug, mayReceive, mayRefund }: Props) {
  const { id, status, mismatch, price, isByHand } = payment
  if (!isByHand || !mayReceive || status === 'paid') return null
  const paymentId = <input type="hidden" name="paymentId" value={id} />
  return (
    <div className="flex flex-wrap gap-2">
      <Dialog
        trigger="Money received"
        variant="primary"
        title="Note money that came"
        description={`Asked for: ${formatMoney(price)}. Less or more is noted too, and waits for your decision.`}
      >
        <Form
          action={receive.bind(null, slug)}
          submit="Note it"
          fields={[
            {
              name: 'amount',
              label: `Amount in ${price.currency}`,
              required: true,
              inputMode: 'decimal',
              defaultValue: toDecimal(price),
            },
            {
              name: 'reference',
              label: 'Reference',
              required: true,
              maxLength: 64,
              hint: 'What your bank statement calls it. The same again is noted once.',
            },
            {
              name: 'receivedOn',
              label: 'Received on',
              type: 'date',
              required: true,
              defaultValue: new Date().toISOString().slice(0, 10),
            },
          ]}
        >
          {paymentId}
        </Form>
      </Dialog>
      {mismatch && (
        <Dialog
          trigger="Decide"
          title="What is done with the money?"
          description={`${mismatch} When the rest comes, note that instead.`}
        >
          <Form
            action={decide.bind(null, slug)}
            submit="Decide"
            fields={[
              {
                name: 'decision',
                label: 'Decision',
                type: 'radio',
                required: true,
                options: [
                  { value: 'accept', label: 'Accept it as the price', hint: 'What was bought is delivered.' },
                  ...(mayRefund
                    ? [
                        {
                          value: 'return',
                          label: 'Send it back',
                          hint: 'Nothing is delivered. Pay it back by hand, and note that at the refund.',
                        },
                      ]
                    : []),
                ],
              },
              { name: 'reason', label: 'Reason', required: true, maxLength: 300 },
            ]}
          >
            {paymentId}
          </Form>
        </Dialog>
      )}
    </div>
  )
}
