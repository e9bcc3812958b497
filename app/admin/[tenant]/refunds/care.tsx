import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { Card } from '@/components/ui/card'

type Props = {
  id: string
  owner: string | null
  isMine: boolean
  /** Missing for who may only look. */
  own?: FormAction
  disown?: FormAction
  note?: FormAction
}

/** Who looks after a refund or a dispute, and notes for colleagues. */
export const Care = ({ id, owner, isMine, own, disown, note }: Props) => {
  const hidden = <input type="hidden" name="id" value={id} />
  return (
    <Card title="Owner">
      <div className="space-y-4">
        <p className="text-sm">{owner ? `${owner} looks after it.` : 'Nobody looks after it yet.'}</p>
        {own && !isMine && (
          <Form action={own} submit="Take over" variant="secondary">
            {hidden}
          </Form>
        )}
        {disown && isMine && (
          <Form action={disown} submit="Let go" variant="secondary">
            {hidden}
          </Form>
        )}
        {note && (
          <Form
            action={note}
            submit="Add note"
            variant="secondary"
            clears
            fields={[
              {
                ...{ name: 'text', label: 'Note', type: 'textarea', rows: 3, maxLength: 2000 },
                hint: 'For colleagues; the buyer does not see it.',
              },
            ]}
          >
            {hidden}
          </Form>
        )}
      </div>
    </Card>
  )
}
