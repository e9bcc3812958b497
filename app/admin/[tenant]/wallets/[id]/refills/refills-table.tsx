'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Time } from '@/components/ui/time'
import { inMoney } from '@/components/wallets/in-money'
import type { RefillRow } from '@/lib/refills/list'

const column = columnsFor<RefillRow>()

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('createdAt', {
      header: 'Date',
      meta: { fixed: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          <Time value={original.createdAt} timeZone={timezone} />
        </Link>
      ),
    }),
    column.accessor('amount', {
      header: 'Amount',
      meta: { align: 'end' },
      cell: ({ row: { original } }) => inMoney(original.amount, original.currency),
    }),
    column.accessor('status', { header: 'Status', cell: ({ getValue }) => <Status value={getValue()} /> }),
    column.accessor('origin', { header: 'Asked for by', cell: ({ getValue }) => inWords(getValue()) }),
    column.accessor('comment', { header: 'Note', cell: ({ getValue }) => getValue() || '–' }),
    column.accessor('paidAt', {
      header: 'Paid',
      cell: ({ getValue }) => {
        const at = getValue()
        return at ? <Time value={at} timeZone={timezone} /> : '–'
      },
    }),
  ])

type Props = { rows: RefillRow[]; next: string | null; root: string; timezone: string; empty: ReactNode }

/** The refills of a wallet. */
export function RefillsTable({ root, timezone, ...props }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return <DataTable label="Refills" columns={columns} {...props} />
}
