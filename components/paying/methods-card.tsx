import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { EmptyState } from '@/components/layout/empty-state'
import { AddMethodLink } from '@/components/paying/add-method-link'
import { Alert } from '@/components/ui/alert'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { Outcome } from '@/lib/payment-methods/finish'
import type { MethodView } from '@/lib/payment-methods/manage'

const looks: Record<MethodView['state'], { tone: Tone; word: string }> = {
  active: { tone: 'success', word: 'Works' },
  blocked: { tone: 'danger', word: 'Blocked' },
  expired: { tone: 'warning', word: 'Expired' },
}

/** What may be changed, and by which action; each takes the id of a method as `id`. */
type Changes = { prefer: FormAction; remove: FormAction }

type Props = {
  methods: MethodView[]
  timezone: string
  description: string
  /** What came of adding one, just now. */
  outcome: Outcome | null
  /** null for who may only look. */
  changes: Changes | null
  /** The page where one is added; null where none can be. */
  addHref: string | null
}

/** Saved payment methods of one owner, with ways to add, prefer and remove one. */
export function MethodsCard({ methods, timezone, description, outcome, changes, addHref }: Props) {
  const add = addHref && (
    <Button asChild size="sm" variant="secondary">
      <AddMethodLink href={addHref} />
    </Button>
  )
  return (
    <div className="space-y-4">
      {outcome && (
        <Alert tone={outcome.isSaved ? 'success' : 'warning'} role="status">
          {outcome.text}
        </Alert>
      )}
      <Card
        title="Payment methods"
        description={description}
        actions={methods.length > 0 && add}
        flush={methods.length > 0}
      >
        {methods.length === 0 ? (
          <EmptyState title="No payment method is saved" action={add}>
            With one, a wallet can refill itself before it is empty.
          </EmptyState>
        ) : (
          <Table label="Payment methods" className="border-t">
            <TableHead>
              <tr>
                <TableHeader>Payment method</TableHeader>
                <TableHeader>Status</TableHeader>
                <TableHeader>Agreed to</TableHeader>
                {changes && (
                  <TableHeader>
                    <span className="sr-only">Actions</span>
                  </TableHeader>
                )}
              </tr>
            </TableHead>
            <TableBody>
              {methods.map((method) => (
                <Row key={method.id} {...{ method, timezone, changes }} />
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </div>
  )
}

type RowProps = { method: MethodView; timezone: string; changes: Changes | null }

const Row = ({ method, timezone, changes }: RowProps) => (
  <TableRow>
    <TableCell>
      <span className="font-medium">{method.label}</span> {method.isDefault && <Badge>Default</Badge>}{' '}
      {method.mode === 'test' && <Badge tone="warning">Test</Badge>}
      <span className="block text-muted-foreground">
        {method.provider}
        {method.expMonth && `, until ${String(method.expMonth).padStart(2, '0')}/${method.expYear}`}
      </span>
    </TableCell>
    <TableCell>
      <Badge dot tone={looks[method.state].tone}>
        {looks[method.state].word}
      </Badge>
      <span className="block max-w-xs text-muted-foreground empty:hidden">{method.problem}</span>
    </TableCell>
    <TableCell>
      <Time value={method.consentAt} timeZone={timezone} />
      <span className="block text-muted-foreground empty:hidden">
        {method.consent.ip && `from ${method.consent.ip}`}
      </span>
    </TableCell>
    {changes && (
      <TableCell>
        <div className="flex justify-end gap-2">
          {!method.isDefault && method.state === 'active' && (
            <Form action={changes.prefer} submit="Make default" variant="secondary">
              <input type="hidden" name="id" value={method.id} />
            </Form>
          )}
          <Dialog
            trigger="Remove"
            size="sm"
            title={`Remove ${method.label}?`}
            description="It is charged no more, and automatic refills from it stop. It can be added again."
          >
            <Form action={changes.remove} submit="Remove" variant="danger">
              <input type="hidden" name="id" value={method.id} />
            </Form>
          </Dialog>
        </div>
      </TableCell>
    )}
  </TableRow>
)
