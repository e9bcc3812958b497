import type { ReactNode } from 'react'
import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { StandingAlert } from '@/components/layout/standing-alert'
import { Status } from '@/components/layout/status'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import type { SimRefillRun, SimRefillView } from '@/lib/sim-refills/view'

type Props = {
  simId: string
  view: SimRefillView
  timezone: string
  change: FormAction
  stop: FormAction
  /** What to do where nothing can pay. */
  noSource: ReactNode
}

/** How a SIM refills itself: where that stands, how it is set, and what came of it. */
export function AutomaticRefill({ simId, view, timezone, change, stop, noSource }: Props) {
  const { standing, rule, form, canStop, isByCompany, runs } = view
  const isOn = standing.kind !== 'off'
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          Automatic refill <Badge tone={isOn ? 'success' : 'neutral'}>{isOn ? 'On' : 'Off'}</Badge>
        </span>
      }
      description={rule && isOn ? rule : 'Adds data by itself when little is left.'}
      actions={
        canStop && (
          <Form action={stop} submit="Switch off" variant="secondary">
            <input type="hidden" name="simId" value={simId} />
          </Form>
        )
      }
    >
      <div className="space-y-5">
        <StandingAlert {...{ standing, timezone }} />
        {isByCompany && <p className="text-sm">Your company pays for it, and decides when and how.</p>}
        {form && form.sources.length === 0 && <p className="text-sm">{noSource}</p>}
        {form && form.sources.length > 0 && (
          <Form
            action={change}
            submit={isOn ? 'Save' : 'Switch on'}
            fields={fieldsOf(form)}
            className="grid gap-5 space-y-0 sm:grid-cols-2 sm:[&>:not(.half)]:col-span-2"
          >
            <input type="hidden" name="simId" value={simId} />
            <input type="hidden" name="versionId" value={form.versionId} />
          </Form>
        )}
        <Runs {...{ runs, timezone }} base={view.base} />
      </div>
    </Card>
  )
}

const half = (field: FieldProps): FieldProps => ({ ...field, className: 'half', required: true })

function fieldsOf({ sizes, sources, base, values }: NonNullable<SimRefillView['form']>): FieldProps[] {
  return [
    half({
      ...{ name: 'threshold', label: 'When less than this is left', defaultValue: values.threshold },
      hint: 'Such as 500 MB; less than one refill adds.',
    }),
    half({
      ...{ name: 'source', label: 'Pay from', type: 'select', defaultValue: values.source },
      hint: 'At the price of today; another price stops it.',
      options: sources,
    }),
    {
      ...{ name: 'size', label: 'Add', type: 'radio', required: true, defaultValue: values.size },
      options: sizes.map(({ bytes, days, price }) => ({
        value: bytes.toString(),
        label: `${formatBytes(bytes, base)} for ${formatMoney(price)}`,
        hint: `Lasts ${days} days.`,
      })),
    },
    half({
      ...{ name: 'dailyCount', label: 'Refills within a day', hint: 'At most this many.' },
      ...{ type: 'number', min: 1, max: 10, defaultValue: values.dailyCount },
    }),
    half({
      ...{ name: 'monthlyCount', label: 'Refills within 30 days', hint: 'At most this many.' },
      ...{ type: 'number', min: 1, max: 100, defaultValue: values.monthlyCount },
    }),
  ]
}

type RunsProps = { runs: readonly SimRefillRun[]; timezone: string; base: SimRefillView['base'] }

const Runs = ({ runs, timezone, base }: RunsProps) =>
  runs.length > 0 && (
    <section aria-label="Last automatic refills">
      <h3 className="font-medium text-sm">Last ones</h3>
      <ul className="mt-1 divide-y">
        {runs.map(({ id, bytes, price, status, problem, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
            <Time value={createdAt} timeZone={timezone} />
            <span>
              {formatBytes(bytes, base)} for {formatMoney(price)}
            </span>
            <Status value={status} />
            {problem && <span className="text-muted-foreground">{problem}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
