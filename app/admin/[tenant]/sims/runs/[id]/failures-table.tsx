'use client'
import Link from 'next/link'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import type { RunFailure } from '@/lib/sims/runs/list'

type Row = RunFailure & { href: string }

const column = columnsFor<Row>()

const columns = column.columns([
  column.accessor('iccid', {
    header: 'ICCID',
    meta: { fixed: true, mono: true },
    cell: ({ row: { original } }) => (
      <Link href={original.href} className="hover:underline max-sm:py-3">
        {original.iccid}
      </Link>
    ),
  }),
  column.accessor('reason', { header: 'Reason', meta: { fixed: true, wrap: true } }),
])

/** The SIMs that were left as they were, each with its reason. */
export const FailuresTable = (props: { rows: Row[]; next: string | null }) => (
  <DataTable label="Not done" columns={columns} {...props} />
)
