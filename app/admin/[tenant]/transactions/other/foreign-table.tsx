'use client'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney, type Money } from '@/lib/core/money'
import type { ForeignRow } from '@/lib/reconcile/sweeps'

const column = columnsFor<ForeignRow>()
const end = { align: 'end' } as const

const Amount = ({ value }: { value: Money }) => (
  <span className="tabular-nums">{value.amount ? formatMoney(value) : '–'}</span>
)

const columnsFrom = (timezone: string) =>
  column.columns([
    column.accessor('madeAt', {
      header: 'Date',
      meta: { fixed: true },
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor('status', { header: 'Status', cell: ({ getValue }) => <Status value={getValue()} /> }),
    column.accessor('refunded', {
      header: 'Refunded',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor('disputed', {
      header: 'Disputed',
      meta: end,
      cell: ({ getValue }) => <Amount value={getValue()} />,
    }),
    column.accessor('method', {
      header: 'Method',
      cell: ({ row: { original } }) =>
        original.brand && original.last4
          ? `${inWords(original.brand)} •••• ${original.last4}`
          : original.method
            ? inWords(original.method)
            : '–',
    }),
    column.accessor('psp', {
      header: 'PSP',
      cell: ({ row: { original } }) => (
        <span className="flex items-center gap-2">
          {original.psp}
          {original.mode === 'test' && <Badge tone="warning">Test</Badge>}
        </span>
      ),
    }),
    column.accessor('externalId', { header: 'PSP reference', meta: { mono: true } }),
  ])

type Props = {
  rows: ForeignRow[]
  next: string | null
  psps: readonly { id: string; name: string }[]
  empty: ReactNode
  timezone: string
}

/** Imported payments, read only. */
export function ForeignTable({ rows, next, psps, empty, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(timezone), [timezone])
  return (
    <DataTable
      label="Payments of other software"
      columns={columns}
      rows={rows}
      next={next}
      filters={
        psps.length > 1
          ? [
              {
                name: 'connection',
                label: 'PSP',
                options: psps.map(({ id, name }) => ({ value: id, label: name })),
              },
            ]
          : []
      }
      empty={empty}
    />
  )
}
