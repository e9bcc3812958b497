'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Time } from '@/components/ui/time'
import type { EndUserRow } from '@/lib/tenancy/end-users'
import type { OwnerBalance } from '@/lib/wallets/list'
import { Balances } from '../wallets/balances'

type Row = EndUserRow & { balances: OwnerBalance[] }

const column = columnsFor<Row>()

const columnsFrom = (root: string) =>
  column.columns([
    column.display({
      id: 'name',
      header: 'Name',
      meta: { fixed: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          {original.name || original.email}
        </Link>
      ),
    }),
    column.accessor('email', { header: 'Email' }),
    column.accessor('company', { header: 'Company', cell: ({ getValue }) => getValue() ?? '–' }),
    column.accessor('simCount', { header: 'SIMs', meta: { align: 'end' } }),
    column.accessor('balances', {
      header: 'Wallet',
      meta: { align: 'end' },
      cell: ({ getValue }) => <Balances of={getValue()} />,
    }),
    column.accessor('createdAt', {
      header: 'Since',
      cell: ({ getValue }) => <Time value={getValue()} only="date" />,
    }),
  ])

type Named = { id: string; name: string }
type Props = {
  rows: Row[]
  next: string | null
  root: string
  companies?: readonly Named[]
  actions?: ReactNode
  empty: ReactNode
}

/** A list of end users. */
export function EndUsersTable({ root, companies = [], ...props }: Props) {
  const columns = useMemo(() => columnsFrom(root), [root])
  const filters = companies.length
    ? [
        {
          name: 'company',
          label: 'Company',
          options: companies.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]
    : []
  return <DataTable label="End users" columns={columns} search="Name or email" filters={filters} {...props} />
}
