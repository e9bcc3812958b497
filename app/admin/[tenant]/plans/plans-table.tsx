'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { formatMoney } from '@/lib/core/money'
import type { PlanRow } from '@/lib/plans/list'

/** `details` is made on the server: browsers do not agree with it on the names of all countries. */
export type PlanLine = PlanRow & { details: string }

const column = columnsFor<PlanLine>()

const stateOf = ({ archivedAt, isPublished }: PlanRow) =>
  archivedAt ? 'archived' : isPublished ? 'published' : 'draft'

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
    column.display({ id: 'type', header: 'Type', cell: () => 'Prepaid' }),
    column.accessor('operator', { header: 'Operator' }),
    column.accessor('company', { header: 'Company', cell: ({ getValue }) => getValue() ?? 'All' }),
    column.accessor('details', { header: 'Details' }),
    column.accessor('price', {
      header: 'Price',
      meta: { align: 'end' },
      cell: ({ getValue }) => formatMoney(getValue()),
    }),
    column.accessor('margin', {
      header: 'Margin',
      meta: { align: 'end', hidden: true },
      cell: ({ getValue }) => {
        const margin = getValue()
        return margin?.left ? `${formatMoney(margin.left)} (${margin.percent} %)` : '–'
      },
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
    column.accessor('isPublished', {
      header: 'Published',
      cell: ({ row: { original } }) => (
        <span className="flex gap-1.5">
          <Status
            value={stateOf(original)}
            label={{ archived: 'Archived', published: 'Yes', draft: 'No' }[stateOf(original)]}
          />
          {original.isOfferGone && <Badge tone="warning">Offer gone</Badge>}
        </span>
      ),
    }),
  ])

type Named = { id: string; name: string }
type Props = {
  rows: PlanLine[]
  next: string | null
  root: string
  operators: readonly Named[]
  companies: readonly Named[]
  empty: ReactNode
}

const choices = (found: readonly Named[]) => found.map(({ id, name }) => ({ value: id, label: name }))

/** The list of plans. */
export function PlansTable({ root, operators, companies, ...props }: Props) {
  const columns = useMemo(() => columnsFrom(root), [root])
  const filters = [
    {
      name: 'state',
      label: 'State',
      options: [
        { value: 'published', label: 'Published' },
        { value: 'draft', label: 'Not published' },
        { value: 'archived', label: 'Archived' },
      ],
    },
    { name: 'operator', label: 'Operator', options: choices(operators) },
    ...(companies.length ? [{ name: 'company', label: 'Company', options: choices(companies) }] : []),
  ]
  return <DataTable label="Plans" columns={columns} search="Name or label" filters={filters} {...props} />
}
