'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { NoticeRow } from '@/lib/inbox/list'
import { NoticeStatus, noticeWords } from './notice-status'

const column = columnsFor<NoticeRow>()

const columnsFrom = (root: string, timezone: string) =>
  column.columns([
    column.accessor('type', {
      header: 'Type',
      meta: { fixed: true, mono: true },
      cell: ({ row: { original } }) => (
        <Link href={`${root}/${original.id}`} className="text-primary hover:underline">
          {original.type}
        </Link>
      ),
    }),
    column.accessor('connection', {
      header: 'From',
      cell: ({ getValue }) => (
        <span className="flex items-center gap-2">
          {getValue().name}
          {getValue().mode === 'test' && <Badge tone="warning">Test</Badge>}
        </span>
      ),
    }),
    column.accessor('subjectId', {
      header: 'Subject',
      meta: { mono: true },
      cell: ({ getValue }) => getValue() ?? '–',
    }),
    column.accessor('state', {
      header: 'Outcome',
      cell: ({ getValue }) => <NoticeStatus state={getValue()} />,
    }),
    column.accessor('createdAt', {
      header: 'Received',
      cell: ({ row: { original } }) => (
        <>
          <Time value={original.createdAt} timeZone={timezone} />
          {original.repeats > 0 && (
            <span className="ms-2 text-muted-foreground text-xs">{original.repeats + 1} times</span>
          )}
        </>
      ),
    }),
    column.accessor('handledAt', {
      header: 'Handled',
      cell: ({ getValue }) => {
        const at = getValue()
        return at ? <Time value={at} timeZone={timezone} /> : '–'
      },
    }),
    column.accessor('problem', {
      header: 'Problem',
      meta: { wrap: true },
      cell: ({ getValue }) => getValue() ?? '–',
    }),
    column.accessor('externalId', { header: 'Event id', meta: { mono: true, hidden: true } }),
  ])

type Props = {
  rows: NoticeRow[]
  next: string | null
  senders: readonly { id: string; name: string }[]
  empty: ReactNode
  root: string
  timezone: string
}

/** Received webhooks with search and filters. */
export function WebhooksTable({ rows, next, senders, empty, root, timezone }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  return (
    <DataTable
      label="Webhooks"
      columns={columns}
      rows={rows}
      next={next}
      search="Type, payment, ICCID, event"
      filters={[
        {
          name: 'state',
          label: 'Outcome',
          options: Object.entries(noticeWords).map(([value, { label }]) => ({ value, label })),
        },
        {
          name: 'connection',
          label: 'From',
          options: senders.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]}
      empty={empty}
    />
  )
}
