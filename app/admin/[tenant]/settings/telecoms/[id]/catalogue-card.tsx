import Link from 'next/link'
import { Form } from '@/components/form/form'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { DescriptionList } from '@/components/layout/description-list'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { Time } from '@/components/ui/time'
import type { SyncFacts } from '@/lib/telecom/facts'
import type { TelecomDetail } from '@/lib/telecom/list'
import { sync } from '../actions'

type Props = { telecom: TelecomDetail; slug: string; timezone: string; mayChange: boolean }

const number = (count: number) => count.toLocaleString('en')

/** What the supplier sells here, when it was read, and a button to read it now. */
export function CatalogueCard({ telecom, slug, timezone, mayChange }: Props) {
  const last = telecom.facts.sync
  return (
    <Card
      title="Catalogue"
      description="Read every hour. Offers that are gone take their plans out of the store."
    >
      <div className="space-y-5">
        <DescriptionList
          columns={3}
          items={[
            {
              term: 'Offers',
              value: (
                <Link
                  className="text-primary underline underline-offset-4"
                  href={`/admin/${slug}/settings/telecoms/${telecom.id}/offers`}
                >
                  {number(telecom.offerCount)} offers
                </Link>
              ),
            },
            {
              term: 'Read',
              value: telecom.syncedAt ? <Time value={telecom.syncedAt} timeZone={timezone} /> : 'Not yet',
            },
            { term: 'Last time', value: last?.state === 'done' ? summary(last) : undefined },
          ]}
        />
        {last?.state === 'running' && <Running sync={last} known={telecom.offerCount} />}
        {last?.problem && <Alert tone={last.state === 'failed' ? 'danger' : 'warning'}>{last.problem}</Alert>}
        {mayChange && telecom.status !== 'disabled' && (
          <Form action={sync.bind(null, slug)} submit="Sync now" variant="secondary">
            <input type="hidden" name="id" value={telecom.id} />
          </Form>
        )}
      </div>
    </Card>
  )
}

const summary = ({ read, added, changed, gone }: SyncFacts) =>
  `${number(read)} read: ${number(added)} new, ${number(changed)} changed, ${number(gone)} gone`

const Running = ({ sync: { read }, known }: { sync: SyncFacts; known: number }) => (
  <div role="status" className="space-y-2 text-sm">
    <p>{read ? `Reading the catalogue: ${number(read)} offers so far.` : 'Waiting for the catalogue.'}</p>
    <Progress label="Offers read" value={read} max={Math.max(known, read, 1)} />
    <AutoRefresh />
  </div>
)
