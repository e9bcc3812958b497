import Link from 'next/link'
import type { ReactNode } from 'react'
import { Form } from '@/components/form/form'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { DescriptionList } from '@/components/layout/description-list'
import { Status } from '@/components/layout/status'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Time } from '@/components/ui/time'
import type { PspDetail } from '@/lib/payments/connections-list'
import type { LastSweeps } from '@/lib/reconcile/sweeps'
import { compare, importHistory } from '../actions'

type Props = { psp: PspDetail; sweeps: LastSweeps; slug: string; timezone: string; mayReconcile: boolean }

type Sweep = NonNullable<LastSweeps['comparison']>

const counted = (count = 0) => count.toLocaleString('en')

/** Whether the books of the provider and ours are alike, and what was there before us. */
export function Books({ psp, sweeps, slug, timezone, mayReconcile }: Props) {
  const { comparison, history } = sweeps
  const isRunning = [comparison, history].some((each) => each?.status === 'running')
  const id = <input type="hidden" name="id" value={psp.id} />
  return (
    <Card title="Books" description={`Once a day what ${psp.label} holds is compared with what stands here.`}>
      {isRunning && <AutoRefresh />}
      <div className="space-y-5" aria-live="polite">
        <Last title="Last comparison" sweep={comparison} timezone={timezone} never="Not compared yet.">
          {comparison && (
            <DescriptionList
              items={[
                { term: 'Payments read', value: counted(comparison.counts.seen) },
                { term: 'Of other software', value: counted(comparison.counts.foreign) },
                { term: 'Mended by itself', value: counted(comparison.counts.mended) },
                ...(comparison.counts.unread
                  ? [{ term: 'Not shown by the PSP', value: counted(comparison.counts.unread) }]
                  : []),
                {
                  term: 'Conflicts',
                  value: (
                    <Link
                      href={`/admin/${slug}/transactions/conflicts?state=open&connection=${psp.id}`}
                      className="text-primary hover:underline"
                    >
                      {counted(comparison.counts.differing)}
                    </Link>
                  ),
                },
              ]}
            />
          )}
        </Last>
        <Last title="Imported history" sweep={history} timezone={timezone} never="Nothing imported.">
          {history && (
            <p className="text-sm">
              {counted(history.counts.seen)} payments read,{' '}
              <Link
                href={`/admin/${slug}/transactions/other?connection=${psp.id}`}
                className="text-primary hover:underline"
              >
                {counted(history.counts.foreign)} of other software kept
              </Link>
              .
            </p>
          )}
        </Last>
        {mayReconcile && (
          <div className="flex flex-wrap gap-2">
            <Dialog
              trigger="Compare now"
              title={`Compare with ${psp.name} now?`}
              description="What follows from its own word is mended; the rest becomes a conflict for you to decide. Payments of the last hour are left out: their news may still be on its way."
            >
              <Form
                action={compare.bind(null, slug)}
                submit="Compare"
                fields={[
                  {
                    ...{ name: 'days', label: 'Payments of the last', type: 'number', suffix: 'days' },
                    ...{ min: 1, max: 366, defaultValue: '30', required: true },
                  },
                ]}
              >
                {id}
              </Form>
            </Dialog>
            <Dialog
              trigger="Import history"
              title={`Import the history of ${psp.name}?`}
              description="Payments that other software made on this account are kept here to be seen. They belong to no order, and nothing is booked for them."
            >
              <Form
                action={importHistory.bind(null, slug)}
                submit="Import"
                fields={[{ name: 'since', label: 'From', type: 'date', required: true }]}
              >
                {id}
              </Form>
            </Dialog>
          </div>
        )}
      </div>
    </Card>
  )
}

type LastProps = { title: string; sweep: Sweep | null; timezone: string; never: string; children: ReactNode }

const Last = ({ title, sweep, timezone, never, children }: LastProps) => (
  <section className="space-y-3">
    <h3 className="flex flex-wrap items-center gap-2 font-medium text-sm">
      {title}
      {sweep && <Status value={sweep.status} />}
      {sweep && (
        <span className="font-normal text-muted-foreground">
          <Time value={sweep.finishedAt ?? sweep.createdAt} timeZone={timezone} />
        </span>
      )}
    </h3>
    {sweep?.problem && (
      <Alert tone={sweep.status === 'failed' ? 'danger' : 'warning'}>
        {sweep.problem}
        {sweep.status === 'running' && ' It goes on where it stopped.'}
      </Alert>
    )}
    {sweep ? children : <p className="text-muted-foreground text-sm">{never}</p>}
  </section>
)
