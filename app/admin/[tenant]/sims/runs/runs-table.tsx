'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Time } from '@/components/ui/time'
import type { RunRow } from '@/lib/sims/runs/list'

type Row = RunRow & { href: string }

const column = columnsFor<Row>()

const columns = column.columns([
  column.accessor('label', {
    header: 'Action',
    meta: { fixed: true },
    cell: ({ row: { original } }) => (
      <Link href={original.href} className="font-medium hover:underline max-sm:py-3">
        {original.label}
      </Link>
    ),
  }),
  column.accessor('status', {
    header: 'Status',
    cell: ({ getValue }) => <Status value={getValue()} />,
  }),
  column.accessor('total', { header: 'SIMs', meta: { align: 'end' } }),
  column.accessor('ok', { header: 'Done', meta: { align: 'end' } }),
  column.accessor('failed', { header: 'Not done', meta: { align: 'end' } }),
  column.accessor('who', { header: 'By', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('createdAt', { header: 'Started', cell: ({ getValue }) => <Time value={getValue()} /> }),
])

export const RunsTable = (props: { rows: Row[]; next: string | null; empty: ReactNode }) => (
  <DataTable label="Bulk actions" columns={columns} {...props} />
)
