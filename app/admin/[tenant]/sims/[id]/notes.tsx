import { Form } from '@/components/form/form'
import { Alert } from '@/components/ui/alert'
import type { SimDetail } from '@/lib/sims/get'
import { recheck } from '../actions'

type Props = { slug: string; detail: SimDetail; mayChange: boolean }

/** What is out of the ordinary with a SIM, and what to do. */
export function Notes({ slug, detail: { sim, state, operator, canSuspend }, mayChange }: Props) {
  if (state === 'suspended')
    return (
      <Alert tone="warning" className="mb-6" title={`Suspended: ${sim.suspendReason ?? 'no reason given'}`}>
        {!canSuspend &&
          `${operator.name} cannot be told to stop a SIM: it is suspended in these books only, and may go on using data.`}
      </Alert>
    )
  if (state === 'pending')
    return (
      <Alert className="mb-6" title="Being checked">
        {operator.name} is asked whether it knows this SIM. This takes minutes, for large imports hours.
      </Alert>
    )
  if (state === 'invalid')
    return (
      <Alert tone="danger" className="mb-6" title={`${operator.name} does not know this SIM`}>
        Compare the ICCID with the card and the operator with its supplier. Archive it if it is not yours.
        {mayChange && (
          <Form action={recheck.bind(null, slug)} submit="Ask again" variant="secondary" className="mt-3">
            <input type="hidden" name="id" value={sim.id} />
          </Form>
        )}
      </Alert>
    )
  return null
}
