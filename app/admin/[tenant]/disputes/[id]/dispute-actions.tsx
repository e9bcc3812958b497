import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney } from '@/lib/core/money'
import type { DisputeDetail } from '@/lib/disputes/get'
import { accept, suspend } from '../actions'

type Props = { dispute: DisputeDetail; slug: string; maySuspend: boolean }

/** What can be done besides answering. */
export function DisputeActions({ dispute, slug, maySuspend }: Props) {
  const id = <input type="hidden" name="disputeId" value={dispute.id} />
  const isBusy = dispute.answering === 'evidence' || dispute.answering === 'acceptance'
  return (
    <>
      {maySuspend && dispute.sim?.status === 'active' && (
        <Dialog
          trigger="Suspend the line"
          title="Suspend the line of the buyer?"
          description="It stops working until someone resumes it. The reason is noted as fraud review."
        >
          <Form action={suspend.bind(null, slug)} submit="Suspend" variant="danger">
            {id}
          </Form>
        </Dialog>
      )}
      {dispute.isWaiting && dispute.canAnswer && !isBusy && (
        <Dialog
          trigger="Give up"
          variant="danger"
          title={`Give up ${formatMoney(dispute.amount)}?`}
          description="The buyer keeps the money, and the fee of the dispute stays with you."
        >
          <Form
            action={accept.bind(null, slug)}
            submit="Give up"
            variant="danger"
            fields={[
              {
                ...{ name: 'sure', type: 'checkbox', required: true },
                label: 'I know that this cannot be taken back',
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
