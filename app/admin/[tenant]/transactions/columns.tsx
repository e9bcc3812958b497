import Link from 'next/link'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney, type Money } from '@/lib/core/money'
import { purposeWords } from '@/lib/transactions/purpose'
import type { Transaction } from '@/lib/transactions/query'
import { methodOf, statusOf } from './words'

const column = columnsFor<Transaction>()
const end = { align: 'end' } as const
const link = 'hover:underline'

const Amount = ({ value }: { value: Money | null }) => (
  <span className="tabular-nums">{value ? formatMoney(value) : '–'}</span>
)

/** What staff see of a transaction. */
export const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('at', {
      header: 'Date',
      meta: { fixed: true },
      cell: ({ getValue, row: { original } }) => (
        <Link
          href={`${root}/transactions/${original.id}`}
          className="font-medium text-primary hover:underline"
        >
          <Time value={getValue()} timeZone={timezone} />
        </Link>
      ),
    }),
    column.accessor('type', { header: 'Type', cell: ({ getValue }) => inWords(getValue()) }),
    column.accessor('purpose', { header: 'For', cell: ({ getValue }) => purposeWords[getValue()] }),
    column.accessor('orderId', {
      header: 'Destination',
      cell: ({ row: { original } }) => (
        <span className={original.orderId || original.simId ? 'font-mono text-[0.8125rem]' : undefined}>
          {original.orderId ? (
            <Link href={`${root}/orders/${original.orderId}`} className={link}>
              {original.orderId.slice(-8)}
            </Link>
          ) : (
            original.plan
          )}
          {original.simId && (
            <Link
              href={`${root}/sims/${original.simId}`}
              className="block text-muted-foreground hover:underline"
            >
              {original.iccid}
            </Link>
          )}
        </span>
      ),
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor(({ amount }) => amount.currency, {
      id: 'currency',
      header: 'Currency',
      meta: { hidden: true },
    }),
    column.accessor('method', {
      header: 'Method',
      cell: ({ row: { original } }) => methodOf(original),
    }),
    column.accessor('fee', {
      header: 'Fee',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor('net', {
      header: 'Net',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor('status', {
      header: 'Status',
      cell: ({ getValue, row: { original } }) => <Status value={getValue()} label={statusOf(original)} />,
    }),
    column.accessor('mode', {
      header: 'Mode',
      cell: ({ getValue }) =>
        getValue() === 'test' ? <Badge tone="warning">Test</Badge> : <Badge tone="neutral">Live</Badge>,
    }),
    column.accessor('email', { header: 'End user' }),
    column.accessor('psp', { header: 'PSP' }),
    column.accessor('reference', {
      header: 'PSP reference',
      meta: { mono: true },
      cell: ({ getValue }) => getValue() ?? '–',
    }),
    column.accessor('cycle', { header: 'Billing cycle', meta: { hidden: true } }),
    column.accessor('labels', {
      header: 'Labels',
      cell: ({ getValue }) => (
        <span className="flex flex-wrap gap-1">
          {getValue().map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </span>
      ),
    }),
    column.accessor('company', {
      header: 'Company',
      meta: { hidden: true },
      cell: ({ getValue }) => getValue() ?? '–',
    }),
  ])
