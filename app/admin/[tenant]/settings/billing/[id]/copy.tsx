import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { PspDetail } from '@/lib/payments/connections-list'
import type { Difference } from '@/lib/payments/copy'
import { copy } from '../actions'

type Target = { id: string; name: string; differences: Difference[] }
type Props = { psp: PspDetail; targets: readonly Target[]; slug: string }

/** From test to live: what would change is shown before it does. */
export const Copy = ({ psp, targets, slug }: Props) => (
  <Card
    title="Go live with these settings"
    description="Keys, webhooks and payments are never copied: test and live stay apart."
  >
    {targets.length ? (
      <ul className="space-y-3">
        {targets.map((target) => (
          <li key={target.id} className="flex flex-wrap items-center justify-between gap-3">
            <span>{target.name}</span>
            {target.differences.every(({ isSame }) => isSame) ? (
              <span className="text-muted-foreground text-sm">Its settings are the same.</span>
            ) : (
              <Dialog trigger="Compare and copy" size="md" title={`Copy the settings to ${target.name}`}>
                <Differences differences={target.differences} />
                <Form action={copy.bind(null, slug)} submit={`Copy to ${target.name}`} className="mt-4">
                  <input type="hidden" name="id" value={psp.id} />
                  <input type="hidden" name="toId" value={target.id} />
                </Form>
              </Dialog>
            )}
          </li>
        ))}
      </ul>
    ) : (
      <div className="space-y-3 text-sm">
        <p>No live {psp.label} is connected yet. Add one; then its settings can be compared here.</p>
        <Button asChild variant="secondary">
          <Link href={`/admin/${slug}/settings/billing/new?provider=${psp.provider}`}>
            Add the live account
          </Link>
        </Button>
      </div>
    )}
  </Card>
)

const Differences = ({ differences }: { differences: readonly Difference[] }) => (
  <Table label="What changes">
    <TableHead>
      <tr>
        {['Setting', 'Test', 'Live now'].map((each) => (
          <TableHeader key={each}>{each}</TableHeader>
        ))}
      </tr>
    </TableHead>
    <TableBody>
      {differences
        .filter(({ isSame }) => !isSame)
        .map(({ setting, from, to }) => (
          <TableRow key={setting}>
            <TableCell className="font-medium">{setting}</TableCell>
            <TableCell className="whitespace-normal break-words">{from}</TableCell>
            <TableCell className="whitespace-normal break-words">{to}</TableCell>
          </TableRow>
        ))}
    </TableBody>
  </Table>
)
