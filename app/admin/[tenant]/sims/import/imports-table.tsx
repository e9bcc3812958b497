'use client'
import Link from 'next/link'
import { EmptyState } from '@/components/layout/empty-state'
import { Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Time } from '@/components/ui/time'
import type { ImportRow } from '@/lib/sims/import/get'
import { importTones } from './tones'

type Row = ImportRow & { href: string }

const column = columnsFor<Row>()

// No choice of columns: its boxes would bear the names of the fields of the form above.
const columns = column.columns([
  column.accessor('fileName', {
    header: 'File',
    meta: { fixed: true },
    cell: ({ row: { original } }) => (
      <Link href={original.href} className="font-medium hover:underline max-sm:py-3">
        {original.fileName}
      </Link>
    ),
  }),
  column.accessor('status', {
    header: 'Status',
    meta: { fixed: true },
    cell: ({ getValue }) => <Status value={getValue()} tone={importTones[getValue()]} />,
  }),
  column.accessor('operator', { header: 'Operator', meta: { fixed: true } }),
  column.accessor('company', {
    header: 'Company',
    meta: { fixed: true },
    cell: ({ getValue }) => getValue() ?? '–',
  }),
  column.accessor('newRows', { header: 'New', meta: { fixed: true, align: 'end' } }),
  column.accessor('knownRows', { header: 'Known', meta: { fixed: true, align: 'end' } }),
  column.accessor('badRows', { header: 'Wrong', meta: { fixed: true, align: 'end' } }),
  column.accessor('createdAt', {
    header: 'Uploaded',
    meta: { fixed: true },
    cell: ({ getValue }) => <Time value={getValue()} />,
  }),
])

export const ImportsTable = (props: { rows: Row[]; next: string | null }) => (
  <DataTable
    label="Earlier uploads"
    columns={columns}
    empty={<EmptyState title="No files yet">What you upload is listed here with its result.</EmptyState>}
    {...props}
  />
)
