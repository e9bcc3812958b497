import Link from 'next/link'
import { Form } from '@/components/form/form'
import { EmptyState } from '@/components/layout/empty-state'
import { Alert } from '@/components/ui/alert'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { outcomeOf } from '@/lib/payment-methods/finish'
import { listMethods, type MethodView } from '@/lib/payment-methods/manage'
import { can } from '@/lib/tenancy/permissions'
import type { TenantContext } from '@/lib/web/session'
import { prefer, remove } from './actions'

const looks: Record<MethodView['state'], { tone: Tone; word: string }> = {
  active: { tone: 'success', word: 'Works' },
  blocked: { tone: 'danger', word: 'Blocked' },
  expired: { tone: 'warning', word: 'Expired' },
}

/** `added`: the method whose provider has just sent its owner back. */
type Props = { ctx: TenantContext; owner: string; added?: string }

/** The saved payment methods of a company or an end user, with ways to add, prefer and remove one. */
export async function MethodsCard({ ctx, owner, added }: Props) {
  const { slug } = ctx.tenant
  const methods = await listMethods(ctx, owner)
  const outcome = added ? await outcomeOf(ctx, added) : null
  const mayChange = can(ctx, 'methods:write')
  const add = mayChange && (
    <Button asChild size="sm" variant="secondary">
      <Link href={`/admin/${slug}/payment-methods/${owner}/new`}>Add a payment method</Link>
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
        description="Kept by the payment provider. They can be charged without their owner, for automatic refills."
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
                {mayChange && (
                  <TableHeader>
                    <span className="sr-only">Actions</span>
                  </TableHeader>
                )}
              </tr>
            </TableHead>
            <TableBody>
              {methods.map((method) => (
                <Row key={method.id} {...{ ctx, method, mayChange }} />
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </div>
  )
}

type RowProps = { ctx: TenantContext; method: MethodView; mayChange: boolean }

const Row = ({ ctx: { tenant }, method, mayChange }: RowProps) => (
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
      <Time value={method.consentAt} timeZone={tenant.timezone} />
      <span className="block text-muted-foreground empty:hidden">
        {method.consent.ip && `from ${method.consent.ip}`}
      </span>
    </TableCell>
    {mayChange && (
      <TableCell>
        <div className="flex justify-end gap-2">
          {!method.isDefault && method.state === 'active' && (
            <Form action={prefer.bind(null, tenant.slug)} submit="Make default" variant="secondary">
              <input type="hidden" name="id" value={method.id} />
            </Form>
          )}
          <Dialog
            trigger="Remove"
            size="sm"
            title={`Remove ${method.label}?`}
            description="It is charged no more, and automatic refills from it stop. It can be added again."
          >
            <Form action={remove.bind(null, tenant.slug)} submit="Remove" variant="danger">
              <input type="hidden" name="id" value={method.id} />
            </Form>
          </Dialog>
        </div>
      </TableCell>
    )}
  </TableRow>
)
