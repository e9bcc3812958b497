import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { PspDetail } from '@/lib/payments/connections-list'

type Props = { psp: PspDetail; timezone: string; webhooks: string }

/** Every kind of event: what it does here, how many came and when the last. */
export const Events = ({ psp, timezone, webhooks }: Props) => (
  <Card
    title="Events"
    description={
      psp.webhook.subscribedCount
        ? `${psp.label} sends ${psp.webhook.subscribedCount} kinds of events here.`
        : 'These are the events that are understood here.'
    }
    actions={
      <Link href={webhooks} className="text-primary text-sm hover:underline">
        All received webhooks
      </Link>
    }
    flush
  >
    <Table label="Events" className="border-t">
      <TableHead>
        <tr>
          <TableHeader>Event</TableHeader>
          <TableHeader>What it does here</TableHeader>
          <TableHeader className="text-end">Received</TableHeader>
          <TableHeader>Last</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {psp.events.map(({ type, effect, isSubscribed, count, last }) => (
          <TableRow key={type}>
            <TableCell className="font-mono text-[0.8125rem]">
              {type}
              {!isSubscribed && psp.webhook.subscribedCount > 0 && (
                <span className="block font-sans text-muted-foreground text-xs">not subscribed</span>
              )}
            </TableCell>
            <TableCell className="min-w-60 whitespace-normal text-muted-foreground">{effect}</TableCell>
            <TableCell className="text-end tabular-nums">{count}</TableCell>
            <TableCell className="text-muted-foreground">
              {last ? <Time value={last} timeZone={timezone} /> : '–'}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
