import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import type { OrderDetail } from '@/lib/orders/get'
import { correct, refund, resend, retry } from '../actions'

type Props = { order: OrderDetail; slug: string; mayChange: boolean; mayRefund: boolean }

/** What staff can do with an order in the state it is in; each asks first. */
export function OrderActions({ order, slug, mayChange, mayRefund }: Props) {
  const waits = order.status === 'paid' || order.status === 'provisioning'
  const hasFailed = order.payments.some(
    ({ status, refunds }) =>
      status === 'paid' && refunds.every((each) => each.status === 'failed' || each.status === 'canceled'),
  )
  const canRefund = waits || order.status === 'fulfilled' || (order.status === 'refund_pending' && hasFailed)
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
      {mayRefund && canRefund && (
        <Dialog
          trigger="Refund"
          variant="danger"
          title={`Refund ${formatMoney(order.price)}?`}
          description={
            order.status === 'fulfilled'
              ? 'The whole payment goes back to the buyer. The eSIM stays with the buyer.'
              : 'The whole payment goes back to the buyer, and nothing is delivered.'
          }
        >
          <Form
            action={refund.bind(null, slug)}
            submit="Refund"
            variant="danger"
            fields={[
              {
                name: 'reason',
                label: 'Reason',
                required: true,
                maxLength: 300,
                hint: order.status === 'fulfilled' ? 'For the timeline.' : 'For the timeline and the buyer.',
              },
            ]}
          >
            {id}
          </Form>
        </Dialog>
      )}
    </>
  )
}
