'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { inMoney } from '@/components/wallets/in-money'
import type { Block } from '@/lib/wallets/block'
import { wordOf } from './words'

/** A wallet as the list shows it. */
export type Row = {
  id: string
  owner: string
  isCompany: boolean
  currency: string
  settled: bigint
  available: bigint
  minimum: bigint
  mode: 'test' | 'live'
  block: Block | null
  lastAt: Date | null
}

const column = columnsFor<Row>()

const columnsFrom = (root: string, timezone: string) => {
  const amount = (id: 'settled' | 'available' | 'minimum', header: string) =>
    column.accessor(id, {
      header,
      meta: { align: 'end' },
      cell: ({ row: { original } }) => inMoney(original[id], original.currency),
    })
  return column.columns([
    column.accessor('owner', {
      header: 'Owner',
      meta: { fixed: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          {original.owner}
        </Link>
      ),
    }),
    column.accessor('isCompany', {
      header: 'Kind',
      cell: ({ getValue }) => (getValue() ? 'Company' : 'End user'),
    }),
    column.accessor('currency', { header: 'Currency', meta: { hidden: true } }),
    amount('settled', 'Balance'),
    amount('available', 'Available'),
    amount('minimum', 'Minimum'),
    column.accessor('mode', {
      header: 'Mode',
      cell: ({ getValue }) =>
        getValue() === 'test' ? <Badge tone="warning">Test</Badge> : <Badge tone="neutral">Live</Badge>,
    }),
    column.accessor('block', {
      header: 'State',
      cell: ({ getValue }) => {
        const { word, tone } = wordOf(getValue())
        return (
          <Badge dot tone={tone}>
            {word}
          </Badge>
        )
      },
    }),
    column.accessor('lastAt', {
      header: 'Last movement',
      cell: ({ getValue }) => {
        const at = getValue()
        return at ? <Time value={at} timeZone={timezone} /> : '–'
      },
    }),
  ])
}

const option = (value: string, label: string) => ({ value, label })

const filters = [
  { name: 'owner', label: 'Kind', options: [option('company', 'Company'), option('end_user', 'End user')] },
  { name: 'state', label: 'State', options: [option('on', 'On'), option('off', 'Switched off')] },
  { name: 'mode', label: 'Mode', options: [option('test', 'Test'), option('live', 'Live')] },
]

type Props = { rows: Row[]; next: string | null; root: string; timezone: string; empty: ReactNode }

/** The list of wallets. */
export function WalletsTable({ root, timezone, ...props }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Wallets"
      columns={columns}
      search="Owner's name or email"
      filters={filters}
      {...props}
    />
  )
}
