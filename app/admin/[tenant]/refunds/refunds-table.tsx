'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import type { Filter } from '@/components/table/toolbar'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import { reasonWords } from '@/lib/payments/reasons'
import type { RefundRow } from '@/lib/refunds/list'
import { statusWords, supplierTones, supplierWords, workOf } from './words'

const column = columnsFor<RefundRow>()

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('createdAt', {
      header: 'Since',
      meta: { fixed: true },
      cell: ({ getValue, row: { original } }) => (
        <Link href={`${root}/refunds/${original.id}`} className="font-medium text-primary hover:underline">
          <Time value={getValue()} timeZone={timezone} />
        </Link>
      ),
    }),
    column.accessor('task', {
      header: 'To do',
      cell: ({ row: { original } }) => {
        const work = workOf(original)
        return work ? <Badge tone="warning">{work}</Badge> : '–'
      },
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: { align: 'end' },
      cell: ({ getValue }) => <span className="tabular-nums">{formatMoney(getValue())}</span>,
    }),
    column.accessor('code', {
      header: 'Why',
      cell: ({ getValue, row: { original } }) => {
        const code = getValue()
        return code ? reasonWords[code] : original.isOurs ? '–' : 'Made at the provider'
      },
    }),
    column.accessor('status', {
      header: 'Money',
      cell: ({ getValue }) => <Status value={getValue()} label={statusWords[getValue()]} />,
    }),
    column.accessor('supplier', {
      header: 'Supplier',
      cell: ({ getValue }) => (
        <Status value={getValue()} label={supplierWords[getValue()]} tone={supplierTones[getValue()]} />
      ),
    }),
    column.accessor('orderId', {
      header: 'Order',
      meta: { mono: true },
      cell: ({ getValue }) => {
        const id = getValue()
        if (!id) return '–'
        return (
          <Link href={`${root}/orders/${id}`} className="hover:underline">
            {id.slice(-8)}
          </Link>
        )
      },
    }),
    column.accessor('email', { header: 'Buyer', cell: ({ getValue }) => getValue() ?? '–' }),
    column.accessor('psp', { header: 'PSP' }),
    column.accessor('owner', { header: 'Owner', cell: ({ getValue }) => getValue() ?? 'Nobody' }),
    column.accessor('mode', {
      header: 'Mode',
      meta: { hidden: true },
      cell: ({ getValue }) =>
        getValue() === 'test' ? <Badge tone="warning">Test</Badge> : <Badge tone="neutral">Live</Badge>,
    }),
  ])

const inOptions = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

const filtersFrom = (psps: Props['psps']): Filter[] => [
  { name: 'status', label: 'Money', options: inOptions(statusWords) },
  { name: 'code', label: 'Why', options: inOptions(reasonWords) },
  {
    name: 'owner',
    label: 'Owner',
    options: [
      { value: 'mine', label: 'Mine' },
      { value: 'nobody', label: 'Nobody' },
    ],
  },
  {
    name: 'age',
    label: 'Age',
    options: [1, 5, 30].map((days) => ({
      value: String(days),
      label: `Over ${days} ${days === 1 ? 'day' : 'days'}`,
    })),
  },
  ...(psps.length > 1
    ? [{ name: 'psp', label: 'PSP', options: psps.map(({ id, name }) => ({ value: id, label: name })) }]
    : []),
  { name: 'mode', label: 'Mode', options: inOptions({ test: 'Test', live: 'Live' }) },
]

type Props = {
  rows: RefundRow[]
  next: string | null
  psps: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Refunds with both legs, search and filters. */
export function RefundsTable({ rows, next, psps, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  const filters = useMemo(() => filtersFrom(psps), [psps])
  return (
    <DataTable
      label="Refunds"
      {...{ columns, rows, next, filters, empty }}
      search="Email, order or PSP reference"
    />
  )
}
