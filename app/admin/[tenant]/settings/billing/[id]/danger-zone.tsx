import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import type { PspDetail } from '@/lib/payments/connections-list'
import { remove, setUse } from '../actions'

/** What goes with it, of what there is: not every provider has keys, or a webhook that was set up there. */
function removed({ canBeAsked, webhook, label }: PspDetail): string {
  if (!canBeAsked) return 'Its settings are removed.'
  const there = webhook.id ? `, the webhook at ${label}` : ''
  return `What is kept sealed${there} and the received webhooks are removed.`
}

/** Out of use, or away. */
export function DangerZone({ psp, slug }: { psp: PspDetail; slug: string }) {
  const isDisabled = psp.status === 'disabled'
  const id = <input type="hidden" name="id" value={psp.id} />
  return (
    <Card
      title="Disable or delete"
      description="Disabled, no buyer can choose it, but open payments come to their end. Only a PSP without payments can be deleted."
    >
      <div className="flex flex-wrap gap-2">
        {isDisabled ? (
          <Form action={setUse.bind(null, slug)} submit="Enable" variant="secondary">
            {id}
            <input type="hidden" name="use" value="on" />
          </Form>
        ) : (
          <Dialog
            trigger="Disable"
            title={`Disable ${psp.name}?`}
            description="Buyers can no longer choose it. You can enable it again at any time."
          >
            <Form action={setUse.bind(null, slug)} submit="Disable" variant="danger">
              {id}
              <input type="hidden" name="use" value="off" />
            </Form>
          </Dialog>
        )}
        <Dialog
          trigger="Delete"
          variant="danger"
          title={`Delete ${psp.name}?`}
          description={`${removed(psp)} This cannot be undone.`}
        >
          <Form action={remove.bind(null, slug)} submit="Delete" variant="danger">
            {id}
          </Form>
        </Dialog>
      </div>
    </Card>
  )
}
