import { Check, Minus } from 'lucide-react'
import { Form } from '@/components/form/form'
import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { PspDetail } from '@/lib/payments/connections-list'
import { check } from '../actions'

type Props = { psp: PspDetail; slug: string; timezone: string; mayChange: boolean }

/** Whether it works: the last word of each side, and what we may do there. */
export function Health({ psp, slug, timezone, mayChange }: Props) {
  const { lastEventAt, lastBadSignatureAt, checkedAt, problem } = psp.health
  const at = (value: string | undefined, never: string) =>
    value ? <Time value={value} timeZone={timezone} /> : never
  return (
    <Card title="Health">
      <div className="space-y-5">
        <DescriptionList
          items={[
            { term: 'Last good event', value: at(lastEventAt, 'None yet') },
            ...(psp.webhook.goesWithPayment
              ? [{ term: 'Ways to pay', value: psp.facts.methods.join(', ') || 'None is switched on' }]
              : [{ term: 'Last bad signature', value: at(lastBadSignatureAt, 'Never') }]),
            { term: 'Last check', value: at(checkedAt, 'Never') },
            ...(psp.canBeAsked
              ? [{ term: psp.signsIn ? 'Access' : 'Key', value: problem ?? 'Accepted at the last check' }]
              : []),
          ]}
        />
        {psp.facts.capabilities.length > 0 && <Capabilities psp={psp} />}
        {mayChange && (
          <Form action={check.bind(null, slug)} submit="Check again" variant="secondary">
            <input type="hidden" name="id" value={psp.id} />
          </Form>
        )}
      </div>
    </Card>
  )
}

const Capabilities = ({ psp }: { psp: PspDetail }) => (
  <div className="overflow-hidden rounded-md border">
    <Table label={psp.signsIn ? 'What we may do there' : 'What the key may do'}>
      <TableHead>
        <tr>
          <TableHeader>Right</TableHeader>
          <TableHeader>{psp.signsIn ? 'Allowed' : 'Key has it'}</TableHeader>
          <TableHeader>Needed</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {psp.facts.capabilities.map(({ name, label, needed, isAllowed }) => (
          <TableRow key={name}>
            <TableCell className="h-9 whitespace-normal py-1">{label}</TableCell>
            <TableCell className="h-9 py-1">
              <span className={`inline-flex items-center gap-1.5 ${isAllowed ? 'text-success' : ''}`}>
                {isAllowed ? (
                  <Check aria-hidden className="size-4" />
                ) : (
                  <Minus aria-hidden className="size-4" />
                )}
                {isAllowed ? 'Yes' : 'No'}
              </span>
            </TableCell>
            <TableCell className="h-9 py-1 text-muted-foreground">
              {needed === 'yes' ? 'Yes' : 'Optional'}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </div>
)
