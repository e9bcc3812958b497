'use client'
import { QrCode } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { formatBytes } from '@/lib/core/bytes'
import type { SimRow } from '@/lib/sims/list'
import { SimStatus } from './sim-status'

const column = columnsFor<SimRow & { href: string }>()

const session = { true: 'Yes', false: 'No', null: 'N/A' } as const

const columns = column.columns([
  column.accessor('iccid', {
    header: 'ICCID',
    meta: { fixed: true, mono: true },
    cell: ({ row: { original } }) => (
      <Link href={original.href} className="inline-flex items-center gap-1.5 hover:underline max-sm:py-3">
        {original.iccid}
        {original.hasCode && (
          <>
            <QrCode aria-hidden className="size-3.5 text-muted-foreground" />
            <span className="sr-only">with QR code</span>
          </>
        )}
      </Link>
    ),
  }),
  column.accessor('state', {
    header: 'Status',
    cell: ({ getValue }) => <SimStatus state={getValue()} />,
  }),
  column.accessor('inSession', {
    header: 'In session',
    cell: ({ getValue }) => session[`${getValue()}`],
  }),
  column.accessor('operator', { header: 'Operator' }),
  column.accessor('plan', { header: 'Plan', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('company', { header: 'Company', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('endUser', { header: 'End user', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('dataLeft', {
    header: 'Data left',
    meta: { align: 'end' },
    cell: ({ getValue }) => dataText(getValue()),
  }),
  column.accessor('daysLeft', {
    header: 'Days left',
    meta: { align: 'end' },
    cell: ({ getValue }) => getValue() ?? '–',
  }),
  column.accessor('monthBytes', {
    header: 'This month',
    meta: { align: 'end' },
    cell: ({ getValue }) => formatBytes(getValue()),
  }),
  column.accessor('note', {
    header: 'Note',
    cell: ({ getValue }) => <span className="block max-w-56 truncate">{getValue()}</span>,
  }),
  column.accessor('labels', {
    header: 'Labels',
    cell: ({ getValue }) => (
      <span className="flex gap-1">
        {getValue().map((label) => (
          <Badge key={label}>{label}</Badge>
        ))}
      </span>
    ),
  }),
  column.accessor('type', { header: 'SIM type', cell: ({ getValue }) => getValue() ?? '–' }),
])

const dataText = (bytes: bigint | null) => (bytes === null ? '–' : formatBytes(bytes))

type Props = Omit<ComponentProps<typeof DataTable<SimRow>>, 'columns' | 'label' | 'rows'> & {
  rows: SimRow[]
  root: string
}

export const SimsTable = ({ rows, root, ...props }: Props) => (
  <DataTable
    label="SIMs"
    columns={columns}
    rows={rows.map((row) => ({ ...row, href: `${root}/${row.id}` }))}
    search="Last digits, number, email, label"
    {...props}
  />
)
