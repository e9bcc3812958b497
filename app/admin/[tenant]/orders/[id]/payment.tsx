import Link from 'next/link'
import type { ReactNode } from 'react'
import { DescriptionList } from '@/components/layout/description-list'
import { inWords, Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { OrderPayment } from '@/lib/orders/get'

type Props = {
  payment: OrderPayment
  timezone: string
  root: string
  /** What staff may do with it. */
  children?: ReactNode
}

/** One payment with its attempts, refunds and disputes. */
export const Payment = ({ payment, timezone, root, children }: Props) => (
  <Card title={`Payment by ${payment.via}`} actions={<Status value={payment.status} />}>
    <div className="space-y-5">
      <DescriptionList
        items={[
          { term: 'Asked for', value: formatMoney(payment.price) },
          { term: 'Received', value: formatMoney(payment.received) },
          {
            term: 'Id at the provider',
            value: payment.externalId && (
              <Link
                href={`${root}/webhooks?q=${encodeURIComponent(payment.externalId)}`}
                className="break-all font-mono text-[0.8125rem] text-primary hover:underline"
              >
                {payment.externalId}
              </Link>
            ),
          },
          {
            term: 'Last read from the provider',
            value: payment.checkedAt && <Time value={payment.checkedAt} timeZone={timezone} />,
          },
        ]}
      />
      {children}
      <Charges {...{ payment, timezone }} />
      <Warnings {...{ payment, timezone }} />
      <Refunds {...{ payment, timezone, root }} />
      <Disputes {...{ payment, timezone, root }} />
    </div>
  </Card>
)

type Part = Pick<Props, 'payment' | 'timezone'>

const link = 'font-medium text-primary hover:underline'

const Charges = ({ payment, timezone }: Part) => (
  <Rows
    label="Attempts"
    columns={['When', 'How', 'Amount', 'Fee', 'Result']}
    isEmpty={!payment.charges.length}
  >
    {payment.charges.map(({ id, madeAt, brand, method, last4, country, price, fee, ...charge }) => (
      <TableRow key={id}>
        <TableCell>
          <Time value={madeAt} timeZone={timezone} />
        </TableCell>
        <TableCell>
          {[inWords(brand ?? method ?? ''), last4 && `•••• ${last4}`, country].filter(Boolean).join(' ') ||
            '–'}
        </TableCell>
        <TableCell>{formatMoney(price)}</TableCell>
        <TableCell>{fee ? formatMoney(fee) : '–'}</TableCell>
        <TableCell className="min-w-48 whitespace-normal">
          <Status value={charge.status} />
          {charge.status === 'failed' && (
            <span className="mt-0.5 block text-muted-foreground">
              {charge.message}
              {charge.declineCode && ` (${charge.declineCode})`}
            </span>
          )}
        </TableCell>
      </TableRow>
    ))}
  </Rows>
)

const Warnings = ({ payment, timezone }: Part) => (
  <Rows
    label="Early fraud warnings"
    columns={['When', 'Suspicion', 'What the store did']}
    isEmpty={!payment.warnings.length}
  >
    {payment.warnings.map(({ id, warnedAt, kind, outcome }) => (
      <TableRow key={id}>
        <TableCell>
          <Time value={warnedAt} timeZone={timezone} />
        </TableCell>
        <TableCell>{inWords(kind)}</TableCell>
        <TableCell>{outcomes[outcome]}</TableCell>
      </TableRow>
    ))}
  </Rows>
)

const outcomes = { none: 'Nothing, as it is set', alerted: 'Alerted staff', refunded: 'Refunded by its rule' }

const Refunds = ({ payment, timezone, root }: Props) => (
  <Rows label="Refunds" columns={['When', 'Amount', 'Reason', 'Result']} isEmpty={!payment.refunds.length}>
    {payment.refunds.map(({ id, createdAt, price, reason, isOurs, status, failureReason }) => (
      <TableRow key={id}>
        <TableCell>
          <Link href={`${root}/refunds/${id}`} className={link}>
            <Time value={createdAt} timeZone={timezone} />
          </Link>
        </TableCell>
        <TableCell>{formatMoney(price)}</TableCell>
        <TableCell className="min-w-48 whitespace-normal">
          {reason}
          {!isOurs && <span className="block text-muted-foreground">Made at the provider</span>}
        </TableCell>
        <TableCell className="whitespace-normal">
          <Status value={status} />
          {failureReason && (
            <span className="mt-0.5 block text-muted-foreground">{failureReason.replaceAll('_', ' ')}</span>
          )}
        </TableCell>
      </TableRow>
    ))}
  </Rows>
)

const Disputes = ({ payment, timezone, root }: Props) => (
  <Rows
    label="Disputes"
    columns={['Opened', 'Amount', 'Reason', 'Answer by', 'State']}
    isEmpty={!payment.disputes.length}
  >
    {payment.disputes.map(({ id, openedAt, price, reason, dueBy, status }) => (
      <TableRow key={id}>
        <TableCell>
          <Link href={`${root}/disputes/${id}`} className={link}>
            <Time value={openedAt} timeZone={timezone} />
          </Link>
        </TableCell>
        <TableCell>{formatMoney(price)}</TableCell>
        <TableCell>{inWords(reason)}</TableCell>
        <TableCell>{dueBy ? <Time value={dueBy} timeZone={timezone} /> : '–'}</TableCell>
        <TableCell>
          <Status value={status} />
        </TableCell>
      </TableRow>
    ))}
  </Rows>
)

type RowsProps = { label: string; columns: readonly string[]; isEmpty: boolean; children: ReactNode }

const Rows = ({ label, columns, isEmpty, children }: RowsProps) =>
  isEmpty ? null : (
    <div>
      <h3 className="mb-2 font-medium text-sm">{label}</h3>
      <div className="overflow-hidden rounded-md border">
        <Table label={label}>
          <TableHead>
            <tr>
              {columns.map((each) => (
                <TableHeader key={each}>{each}</TableHeader>
              ))}
            </tr>
          </TableHead>
          <TableBody>{children}</TableBody>
        </Table>
      </div>
    </div>
  )
