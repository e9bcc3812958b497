import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { newToken } from '@/lib/core/secrets'
import type { OrderDetail } from '@/lib/orders/get'
import { correct, refund, resend, retry } from '../actions'
import { RefundDialog } from './refund-dialog'

type Props = { order: OrderDetail; slug: string; mayChange: boolean; mayRefund: boolean }

/** What staff can do with an order in the state it is in; each asks first. */
export function OrderActions({ order, slug, mayChange, mayRefund }: Props) {
  const waits = order.status === 'paid' || order.status === 'provisioning'
  const id = <input type="hidden" name="orderId" value={order.id} />
  return (
    <>
      {mayChange && waits && (
        <Dialog
          trigger="Try again"
          title="Try to deliver now?"
          description="The next try is made at once instead of at its time. A purchase that may have been made is looked for first, so nothing is bought twice."
        >
          <Form action={retry.bind(null, slug)} submit="Try again">
            {id}
            <input type="hidden" name="key" value={newToken()} />
          </Form>
        </Dialog>
      )}
      {mayChange && order.status === 'fulfilled' && (
        <Dialog
          trigger="Send again"
          title="Send the mail again?"
          description={`The mail with the eSIM goes to ${order.email}.`}
        >
          <Form action={resend.bind(null, slug)} submit="Send again">
            {id}
            <input type="hidden" name="key" value={newToken()} />
          </Form>
        </Dialog>
      )}
      {mayChange && (
        <Dialog
          trigger="Correct email"
          title="Correct the email address"
          description={
            order.status === 'fulfilled'
              ? 'The eSIM goes to the new address at once, and the old link to the order ends. What was sent to the old address cannot be called back.'
              : 'What is sent from now on goes to the new address.'
          }
        >
          <Form
            action={correct.bind(null, slug)}
            submit="Correct"
            fields={[
              { name: 'email', label: 'Email', type: 'email', required: true, defaultValue: order.email },
            ]}
          >
            {id}
          </Form>
        </Dialog>
      )}
      {mayRefund &&
        order.payments
          .filter(({ left, obstacle }) => !obstacle && left.amount > 0n)
          .map((payment, _, all) => (
            <RefundDialog
              key={payment.id}
              {...{ order, payment }}
              trigger={all.length > 1 ? `Refund ${payment.via} ${payment.id.slice(-4)}` : 'Refund'}
              action={refund.bind(null, slug)}
            />
          ))}
    </>
  )
}
