import { Form } from '@/components/form/form'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { Alert } from '@/components/ui/alert'
import { Time } from '@/components/ui/time'
import type { PspDetail } from '@/lib/payments/connections-list'
import { finish } from '../actions'

type Props = {
  psp: PspDetail
  roll: NonNullable<PspDetail['facts']['roll']>
  slug: string
  timezone: string
  mayChange: boolean
}

const order = ['starting', 'draining', 'closing'] as const

/** How far the replacement of the webhook is. */
export function Roll({ psp, roll, slug, timezone, mayChange }: Props) {
  const now = order.indexOf(roll.state)
  const until = roll.endsAt && <Time value={roll.endsAt} timeZone={timezone} />
  const steps = [
    { id: 'starting', text: 'A second webhook is set up', until: null },
    { id: 'draining', text: 'Both are taken in', until: roll.state === 'draining' && until },
    { id: 'reading', text: 'What the old one missed is read, and it is deleted', until: null },
    {
      id: 'closing',
      text: 'Its secret proves what is still on its way',
      until: roll.state === 'closing' && until,
    },
  ]
  const here = roll.state === 'closing' ? 3 : now
  return (
    <section aria-label="Replacement of the webhook" className="space-y-3 rounded-md border p-4">
      <AutoRefresh everyMs={5_000} />
      <h3 className="font-medium text-sm">The webhook is being replaced</h3>
      <ol className="space-y-1 text-sm">
        {steps.map(({ id, text, until: end }, index) => (
          <li
            key={id}
            aria-current={index === here ? 'step' : undefined}
            className={index === here ? 'font-medium' : 'text-muted-foreground'}
          >
            {index < here ? 'Done: ' : ''}
            {text}
            {end && <> until {end}</>}
          </li>
        ))}
      </ol>
      {roll.reason && (
        <Alert tone="warning" title={`Delete the old webhook ${roll.oldId} in ${psp.label} by hand`}>
          {roll.reason} Then press “Finish now”.
        </Alert>
      )}
      {mayChange && roll.state === 'draining' && (
        <Form action={finish.bind(null, slug)} submit="Finish now" variant="secondary">
          <input type="hidden" name="id" value={psp.id} />
        </Form>
      )}
    </section>
  )
}
