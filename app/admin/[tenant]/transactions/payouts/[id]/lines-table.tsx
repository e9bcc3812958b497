'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney, type Money } from '@/lib/core/money'
import type { PayoutLine } from '@/lib/payouts/get'
import { kindWords } from './words'

const column = columnsFor<PayoutLine>()
const end = { align: 'end' } as const

const Amount = ({ value }: { value: Money }) => <span className="tabular-nums">{formatMoney(value)}</span>

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('madeAt', {
      header: 'Date',
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('kind', { header: 'Kind', cell: ({ getValue }) => kindWords[getValue()] }),
    column.accessor('transactionId', {
      header: 'Of',
      cell: ({ row: { original } }) => <Ours line={original} root={root} />,
    }),
    column.accessor('gross', {
      header: 'Gross',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
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
    column.accessor('source', {
      header: 'PSP reference',
      meta: { mono: true },
      cell: ({ getValue }) => getValue() ?? '–',
    }),
    column.accessor('externalId', { header: 'Line', meta: { mono: true, hidden: true } }),
  ])

/** The transaction of ours that a line is of. */
function Ours({ line, root }: { line: PayoutLine; root: string }) {
  if (line.isUnmatched) return <Badge tone="warning">Not ours</Badge>
  if (!line.transactionId) return '–'
  return (
    <Link href={`${root}/transactions/${line.transactionId}`} className="text-primary hover:underline">
      {line.orderId ? `Order ${line.orderId.slice(-8)}` : 'Transaction'}
    </Link>
  )
}

type Props = { rows: PayoutLine[]; next: string | null; root: string; timezone: string }

/** The lines of a payout, each with what it is of ours. */
export function LinesTable({ rows, next, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Lines"
      columns={columns}
      rows={rows}
      next={next}
      filters={[
        { name: 'show', label: 'Show', options: [{ value: 'unmatched', label: 'Only what is not ours' }] },
      ]}
    />
  )
}
