import { Check, Minus } from 'lucide-react'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { PspDetail, PspEvent } from '@/lib/payments/connections-list'
import { setUp } from '../actions'

type Props = { psp: PspDetail; slug: string; timezone: string; mayChange: boolean; webhooks: string }

/** Every kind of event: whether it is sent here, what it does, how many came and when the last. */
export function Events({ psp, slug, timezone, mayChange, webhooks }: Props) {
  const { subscribedCount, canInstall, id } = psp.webhook
  const missing = subscribedCount
    ? psp.events.filter(({ isSubscribed, isKnown }) => isKnown && !isSubscribed)
    : []
  return (
    <Card
      title="Events"
      description={
        subscribedCount
          ? `${psp.label} sends ${subscribedCount} kinds of events here.`
          : 'These are the events that are understood here.'
      }
      actions={
        <Link href={webhooks} className="text-primary text-sm hover:underline">
          All received webhooks
        </Link>
      }
      flush
    >
      {missing.length > 0 && (
        <div className="px-5 pb-5">
          <Alert tone="warning" title={`${missing.length} kinds of events are not sent here`}>
            <p>What they tell is found by asking, but later.</p>
            {canInstall && id && mayChange && (
              <Form
                action={setUp.bind(null, slug)}
                submit="Subscribe to them"
                variant="secondary"
                className="mt-3 w-auto"
              >
                <input type="hidden" name="id" value={psp.id} />
              </Form>
            )}
          </Alert>
        </div>
      )}
      <Table label="Events" className="border-t">
        <TableHead>
          <tr>
            <TableHeader>Event</TableHeader>
            {subscribedCount > 0 && <TableHeader>Sent here</TableHeader>}
            <TableHeader>What it does here</TableHeader>
            <TableHeader className="text-end">Received</TableHeader>
            <TableHeader>Last</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {psp.events.map((event) => (
            <Row key={event.type} {...{ event, timezone }} hasSubscriptions={subscribedCount > 0} />
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

type RowProps = { event: PspEvent; timezone: string; hasSubscriptions: boolean }

const Row = ({ event, timezone, hasSubscriptions }: RowProps) => (
  <TableRow>
    <TableCell className="font-mono text-[0.8125rem]">{event.type}</TableCell>
    {hasSubscriptions && (
      <TableCell>
        <span className={`inline-flex items-center gap-1.5 ${event.isSubscribed ? 'text-success' : ''}`}>
          {event.isSubscribed ? (
            <Check aria-hidden className="size-4" />
          ) : (
            <Minus aria-hidden className="size-4" />
          )}
          {event.isSubscribed ? 'Yes' : 'No'}
        </span>
      </TableCell>
    )}
    <TableCell className="min-w-60 whitespace-normal text-muted-foreground">{event.effect}</TableCell>
    <TableCell className="text-end tabular-nums">{event.count}</TableCell>
    <TableCell className="text-muted-foreground">
      {event.last ? <Time value={event.last} timeZone={timezone} /> : '–'}
    </TableCell>
  </TableRow>
)
