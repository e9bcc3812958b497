'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { PayoutRow } from '@/lib/payouts/list'

const column = columnsFor<PayoutRow>()

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('madeAt', {
      header: 'Made',
      meta: { fixed: true },
      cell: ({ getValue, row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          <Time value={getValue()} timeZone={timezone} />
        </Link>
      ),
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: { align: 'end' },
      cell: ({ getValue }) => <span className="tabular-nums">{formatMoney(getValue())}</span>,
    }),
    column.accessor('status', {
      header: 'Status',
      meta: { wrap: true },
      cell: ({ row: { original } }) => (
        <>
          <Status value={original.status} />
          {original.failureReason && (
            <span className="block text-muted-foreground">{original.failureReason}</span>
          )}
        </>
      ),
    }),
    column.accessor('arrivesAt', {
      header: 'At the bank',
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('connection', {
      header: 'PSP',
      cell: ({ getValue }) => (
        <span className="flex items-center gap-2">
          {getValue().name}
          {getValue().mode === 'test' && <Badge tone="warning">Test</Badge>}
        </span>
      ),
    }),
    column.accessor('externalId', { header: 'PSP reference', meta: { mono: true } }),
  ])

type Props = {
  rows: PayoutRow[]
  next: string | null
  psps: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Payouts with search and filters. */
export function PayoutsTable({ rows, next, psps, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Payouts"
      columns={columns}
      rows={rows}
      next={next}
      search="PSP reference"
      filters={[
        {
          name: 'status',
          label: 'Status',
          options: ['pending', 'in_transit', 'paid', 'failed', 'canceled'].map((value) => ({
            value,
            label: inWords(value),
          })),
        },
        {
          name: 'connection',
          label: 'PSP',
          options: psps.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]}
      empty={empty}
    />
  )
}
