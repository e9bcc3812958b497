'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { OrderRow } from '@/lib/orders/list'

const column = columnsFor<OrderRow>()

const statuses: readonly OrderRow['status'][] = [
  'pending_payment',
  'paid',
  'provisioning',
  'fulfilled',
  'refund_pending',
  'refunded',
  'expired',
  'canceled',
]

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('id', {
      header: 'Order',
      meta: { fixed: true },
      cell: ({ row: { original } }) => (
        <Link
          href={`${root}/orders/${original.id}`}
          className="font-medium font-mono text-[0.8125rem] text-primary hover:underline"
        >
          {original.id.slice(-8)}
        </Link>
      ),
    }),
    column.accessor('mode', {
      header: 'Mode',
      cell: ({ getValue }) =>
        getValue() === 'test' ? <Badge tone="warning">Test</Badge> : <Badge tone="neutral">Live</Badge>,
    }),
    column.accessor('createdAt', {
      header: 'Created',
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('email', { header: 'Email' }),
    column.accessor('plan', { header: 'Plan' }),
    column.accessor('price', {
      header: 'Amount',
      meta: { align: 'end' },
      cell: ({ getValue }) => <span className="tabular-nums">{formatMoney(getValue())}</span>,
    }),
    column.accessor('status', {
      header: 'Status',
      cell: ({ getValue }) => <Status value={getValue()} />,
    }),
    column.accessor('payment', {
      header: 'Payment',
      cell: ({ getValue, row: { original } }) => {
        const status = getValue()
        if (!status) return '–'
        return (
          <span className="flex flex-wrap gap-1">
            <Status value={status} />
            {original.isDisputed && <Badge tone="danger">Disputed</Badge>}
          </span>
        )
      },
    }),
    column.accessor('iccid', {
      header: 'SIM',
      meta: { mono: true },
      cell: ({ row: { original } }) =>
        original.simId ? (
          <Link href={`${root}/sims/${original.simId}`} className="hover:underline">
            {original.iccid}
          </Link>
        ) : (
          '–'
        ),
    }),
    column.accessor('store', { header: 'Store', meta: { hidden: true } }),
  ])

type Props = {
  rows: OrderRow[]
  next: string | null
  stores: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Orders with search and filters. */
export function OrdersTable({ rows, next, stores, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Orders"
      columns={columns}
      rows={rows}
      next={next}
      search="Email, order, payment or ICCID"
      filters={[
        {
          name: 'status',
          label: 'Status',
          options: statuses.map((value) => ({ value, label: inWords(value) })),
        },
        {
          name: 'mode',
          label: 'Mode',
          options: [
            { value: 'test', label: 'Test' },
            { value: 'live', label: 'Live' },
          ],
        },
        ...(stores.length > 1
          ? [
              {
                name: 'store',
                label: 'Store',
                options: stores.map(({ id, name }) => ({ value: id, label: name })),
              },
            ]
          : []),
      ]}
      empty={empty}
    />
  )
}
