'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import type { OfferRow } from '@/lib/plans/offers-list'

/** `place` is made on the server: browsers do not agree with it on the names of all countries. */
export type OfferLine = OfferRow & { place: string }

const column = columnsFor<OfferLine>()

const columnsWith = (newPlan: string | null) =>
  column.columns([
    column.accessor('externalId', { header: 'Offer', meta: { mono: true, fixed: true } }),
    column.accessor('description', { header: 'Description', meta: { wrap: true, hidden: true } }),
    column.accessor('place', { header: 'Countries' }),
    column.accessor('dataBytes', {
      header: 'Data',
      meta: { align: 'end' },
      cell: ({ row: { original } }) =>
        original.dataBytes === null ? 'Unlimited' : formatBytes(original.dataBytes),
    }),
    column.accessor('days', { header: 'Days', meta: { align: 'end' } }),
    column.accessor('cost', {
      header: 'Cost',
      meta: { align: 'end' },
      cell: ({ row }) => formatMoney(row.original.cost),
    }),
    column.accessor('speeds', {
      header: 'Speed',
      cell: ({ row }) => row.original.speeds.join(', '),
    }),
    column.accessor('canTopUp', {
      header: 'Refill',
      meta: { hidden: true },
      cell: ({ row }) => (row.original.canTopUp ? 'Yes' : 'No'),
    }),
    column.accessor('planCount', { header: 'Plans', meta: { align: 'end' } }),
    column.display({
      id: 'make',
      header: () => <span className="sr-only">Actions</span>,
      meta: { fixed: true },
      cell: ({ row: { original } }) =>
        original.goneAt ? (
          <Badge>No longer sold</Badge>
        ) : (
          newPlan && (
            <Button asChild size="sm" variant="secondary">
              <Link href={`${newPlan}?offer=${original.id}`} prefetch={false}>
                Make plan<span className="sr-only"> from {original.externalId}</span>
              </Link>
            </Button>
          )
        ),
    }),
  ])

const filters = [
  {
    name: 'kind',
    label: 'Countries',
    options: [
      { value: 'local', label: 'One country' },
      { value: 'regional', label: 'Several countries' },
    ],
  },
  {
    name: 'state',
    label: 'State',
    options: [
      { value: 'sold', label: 'Sold' },
      { value: 'gone', label: 'No longer sold' },
    ],
  },
]

type Props = { rows: OfferLine[]; next: string | null; newPlan: string | null; empty: ReactNode }

/** The catalogue of a supplier, each offer with a way to a plan made from it. */
export function OffersTable({ newPlan, ...props }: Props) {
  const columns = useMemo(() => columnsWith(newPlan), [newPlan])
  return <DataTable label="Offers" columns={columns} search="Name or country" filters={filters} {...props} />
}
