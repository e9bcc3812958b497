'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import type { Filter } from '@/components/table/toolbar'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { DisputeRow } from '@/lib/disputes/list'
import { disputeWords } from './words'

const column = columnsFor<DisputeRow>()

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('openedAt', {
      header: 'Opened',
      meta: { fixed: true },
      cell: ({ getValue, row: { original } }) => (
        <Link href={`${root}/disputes/${original.id}`} className="font-medium text-primary hover:underline">
          <Time value={getValue()} timeZone={timezone} />
        </Link>
      ),
    }),
    column.accessor('dueBy', {
      header: 'Answer by',
      cell: ({ getValue }) => {
        const by = getValue()
        return by ? <Time value={by} timeZone={timezone} /> : '–'
      },
    }),
    column.accessor('status', {
      header: 'State',
      cell: ({ getValue, row: { original } }) => (
        <span className="flex flex-wrap gap-1">
          <Status value={getValue()} label={disputeWords[getValue()]} />
          {original.answering && original.answering !== 'draft' && <Badge tone="info">Being handed in</Badge>}
        </span>
      ),
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: { align: 'end' },
      cell: ({ getValue }) => <span className="tabular-nums">{formatMoney(getValue())}</span>,
    }),
    column.accessor('reason', { header: 'Why', cell: ({ getValue }) => inWords(getValue()) }),
    column.accessor('orderId', {
      header: 'Order or refill',
      cell: ({ getValue, row: { original } }) => {
        const id = getValue()
        const { refill } = original
        if (refill)
          return (
            <Link
              href={`${root}/wallets/${refill.walletId}/refills/${refill.id}`}
              className="hover:underline"
            >
              Refill of a wallet
            </Link>
          )
        if (!id) return '–'
        return (
          <Link href={`${root}/orders/${id}`} className="font-mono text-[0.8125rem] hover:underline">
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

const inDays = (before: string, all: readonly number[]) =>
  all.map((days) => ({ value: String(days), label: `${before} ${days} ${days === 1 ? 'day' : 'days'}` }))

const filtersFrom = (psps: Props['psps']): Filter[] => [
  {
    name: 'status',
    label: 'State',
    options: Object.entries(disputeWords).map(([value, label]) => ({ value, label })),
  },
  { name: 'due', label: 'Due', options: inDays('Within', [1, 3, 7]) },
  {
    name: 'owner',
    label: 'Owner',
    options: [
      { value: 'mine', label: 'Mine' },
      { value: 'nobody', label: 'Nobody' },
    ],
  },
  { name: 'age', label: 'Age', options: inDays('Over', [7, 30, 90]) },
  ...(psps.length > 1
    ? [{ name: 'psp', label: 'PSP', options: psps.map(({ id, name }) => ({ value: id, label: name })) }]
    : []),
  {
    name: 'mode',
    label: 'Mode',
    options: [
      { value: 'test', label: 'Test' },
      { value: 'live', label: 'Live' },
    ],
  },
]

type Props = {
  rows: DisputeRow[]
  next: string | null
  psps: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Disputes with search and filters. */
export function DisputesTable({ rows, next, psps, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  const filters = useMemo(() => filtersFrom(psps), [psps])
  return (
    <DataTable
      label="Disputes"
      {...{ columns, rows, next, filters, empty }}
      search="Email, order or PSP reference"
    />
  )
}
