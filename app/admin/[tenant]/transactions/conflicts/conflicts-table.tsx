'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { inWords, Status } from '@/components/layout/status'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatMoney, money } from '@/lib/core/money'
import type { ConflictRow } from '@/lib/reconcile/conflicts'
import { ageOf, kindWords, stateWords, titleOf } from './words'

const column = columnsFor<ConflictRow>()

const Side = ({ side }: { side: ConflictRow['ours'] }) =>
  side ? (
    <>
      {side.amount && (
        <span className="tabular-nums">
          {formatMoney(money(BigInt(side.amount.amount), side.amount.currency))}
        </span>
      )}
      {side.status && <span className="ms-2 text-muted-foreground">{inWords(side.status)}</span>}
    </>
  ) : (
    <span className="text-muted-foreground">None</span>
  )

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('kind', {
      header: 'What differs',
      meta: { fixed: true, wrap: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="font-medium text-primary hover:underline">
          {titleOf(original)}
        </Link>
      ),
    }),
    column.accessor('ours', { header: 'Here', cell: ({ getValue }) => <Side side={getValue()} /> }),
    column.accessor('theirs', { header: 'At the PSP', cell: ({ getValue }) => <Side side={getValue()} /> }),
    column.accessor('stake', {
      header: 'At stake',
      meta: { align: 'end' },
      cell: ({ getValue }) => {
        const stake = getValue()
        return <span className="tabular-nums">{stake ? formatMoney(stake) : '–'}</span>
      },
    }),
    column.accessor('psp', {
      header: 'PSP',
      cell: ({ row: { original } }) => (
        <span className="flex items-center gap-2">
          {original.psp}
          {original.mode === 'test' && <Badge tone="warning">Test</Badge>}
        </span>
      ),
    }),
    column.accessor('createdAt', { header: 'Age', cell: ({ getValue }) => ageOf(getValue()) }),
    column.accessor('status', {
      header: 'State',
      cell: ({ getValue }) => {
        const { label, tone } = stateWords[getValue()]
        return <Status value={getValue()} label={label} tone={tone} />
      },
    }),
    column.accessor('seenAt', {
      header: 'Last found',
      meta: { hidden: true },
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('subject', { header: 'PSP reference', meta: { mono: true, hidden: true } }),
  ])

type Props = {
  rows: ConflictRow[]
  next: string | null
  psps: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Conflicts with filters; what a person still has to decide comes by `?state=open`. */
export function ConflictsTable({ rows, next, psps, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Conflicts"
      columns={columns}
      rows={rows}
      next={next}
      filters={[
        {
          name: 'state',
          label: 'State',
          options: (['open', 'resolved', 'mended'] as const).map((value) => ({
            value,
            label: stateWords[value].label,
          })),
        },
        {
          name: 'kind',
          label: 'What differs',
          options: Object.entries(kindWords).map(([value, label]) => ({ value, label })),
        },
        ...(psps.length > 1
          ? [
              {
                name: 'connection',
                label: 'PSP',
                options: psps.map(({ id, name }) => ({ value: id, label: name })),
              },
            ]
          : []),
      ]}
      empty={empty}
    />
  )
}
