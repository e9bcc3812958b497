import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { evidenceFields, evidenceNames, longest, shortFields } from '@/lib/disputes/fields'
import type { DisputeDetail } from '@/lib/disputes/get'
import { HandIn } from './hand-in'

type Props = { dispute: DisputeDetail; action: FormAction | null }

/** What we know that speaks for us: to be read, changed and handed in. */
export const EvidencePack = ({ dispute, action }: Props) => {
  const isOpen =
    dispute.isWaiting && dispute.canAnswer && (!dispute.answering || dispute.answering === 'draft')
  return action && isOpen ? <Editable {...{ dispute, action }} /> : <Readable dispute={dispute} />
}

const Editable = ({ dispute, action }: { dispute: DisputeDetail; action: FormAction }) => (
  <Card
    title="Evidence"
    description="Put together from what is known of the order, its delivery and its use. Change what you like; what you do not touch follows the facts until it is handed in."
  >
    <Form action={action} submit={null} className="max-w-none">
      <input type="hidden" name="disputeId" value={dispute.id} />
      {evidenceNames.map((name) => (
        <Field
          key={name}
          name={name}
          label={evidenceFields[name]}
          type={shortFields.includes(name) ? 'text' : 'textarea'}
          rows={rowsFor(dispute.evidence[name])}
          maxLength={longest}
          defaultValue={dispute.evidence[name] ?? ''}
        />
      ))}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" name="as" value="draft" variant="secondary">
          Save draft
        </Button>
        <HandIn evidence={dispute.evidence} />
      </div>
      <p className="text-muted-foreground text-sm">
        A draft can be changed. What is handed in goes to the bank as it is, once and for all.
      </p>
    </Form>
  </Card>
)

const rowsFor = (text = '') => Math.min(14, Math.max(2, text.split('\n').length, Math.ceil(text.length / 90)))

const Readable = ({ dispute }: { dispute: DisputeDetail }) => (
  <Card
    title="Evidence"
    description={dispute.answeredAt ? 'What was handed in.' : 'What is known that speaks for you.'}
  >
    <dl className="space-y-4 text-sm">
      {evidenceNames
        .filter((name) => dispute.evidence[name])
        .map((name) => (
          <div key={name}>
            <dt className="text-muted-foreground">{evidenceFields[name]}</dt>
            <dd className="mt-0.5 whitespace-pre-wrap break-words">{dispute.evidence[name]}</dd>
          </div>
        ))}
    </dl>
  </Card>
)
