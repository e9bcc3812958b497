'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import type { CompanyRow } from '@/lib/tenancy/companies'
import type { OwnerBalance } from '@/lib/wallets/list'
import { Balances } from '../wallets/balances'
import { bounded } from './words'

type Row = CompanyRow & { balances: OwnerBalance[] }

const column = columnsFor<Row>()

const columnsFrom = (root: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      meta: { fixed: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          {original.name}
        </Link>
      ),
    }),
    column.accessor('isVirtual', {
      header: 'Kind',
      cell: ({ getValue }) => (getValue() ? 'Virtual' : 'Company'),
    }),
    column.accessor('ownerEmail', { header: 'Owner email', cell: ({ getValue }) => getValue() ?? '–' }),
    column.accessor('currency', { header: 'Currency' }),
    column.accessor('simCount', {
      header: 'SIMs',
      meta: { align: 'end' },
      cell: ({ getValue }) => bounded(getValue()),
    }),
    column.accessor('endUserCount', {
      header: 'End users',
      meta: { align: 'end' },
      cell: ({ getValue }) => bounded(getValue()),
    }),
    column.accessor('balances', {
      header: 'Wallet',
      meta: { align: 'end' },
      cell: ({ getValue }) => <Balances of={getValue()} />,
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
  ])

const filters = [
  {
    name: 'kind',
    label: 'Kind',
    options: [
      { value: 'real', label: 'Company' },
      { value: 'virtual', label: 'Virtual' },
    ],
  },
]

type Props = { rows: Row[]; next: string | null; root: string; empty: ReactNode }

/** The list of companies. */
export function CompaniesTable({ root, ...props }: Props) {
  const columns = useMemo(() => columnsFrom(root), [root])
  return (
    <DataTable
      label="Companies"
      columns={columns}
      search="Name, email or label"
      filters={filters}
      {...props}
    />
  )
}
