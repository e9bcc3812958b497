'use client'
import Link from 'next/link'
import { type ReactNode, useMemo } from 'react'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { alertKinds, endsByHand } from '@/lib/alerts/kinds'
import type { AlertRow } from '@/lib/alerts/list'

type Actions = { takeOn: FormAction; end: FormAction; reopen: FormAction }

const column = columnsFor<AlertRow>()

const columnsFrom = (root: string, timezone: string, actions: Actions | null) =>
  column.columns([
    column.accessor('title', {
      header: 'Alert',
      meta: { fixed: true, wrap: true },
      cell: ({ row: { original } }) => (
        <>
          <Link href={root + original.href} className="font-medium text-primary hover:underline">
            {original.title}
          </Link>
          {original.mode === 'test' && (
            <Badge tone="warning" className="ms-2">
              Test
            </Badge>
          )}
          <span className="mt-0.5 block text-muted-foreground">{original.detail}</span>
        </>
      ),
    }),
    column.accessor('kind', {
      header: 'Kind',
      cell: ({ getValue }) => {
        const { label, tone } = alertKinds[getValue()]
        return <Badge tone={tone}>{label}</Badge>
      },
    }),
    column.accessor('createdAt', {
      header: 'Since',
      cell: ({ row: { original } }) => (
        <>
          <Time value={original.createdAt} timeZone={timezone} />
          {original.times > 1 && (
            <span className="ms-2 text-muted-foreground text-xs">{original.times} times</span>
          )}
        </>
      ),
    }),
    column.accessor('clearedAt', {
      header: 'Over',
      cell: ({ row: { original } }) => {
        const { id, kind, clearedAt } = original
        const over = clearedAt && <Time value={clearedAt} timeZone={timezone} />
        if (!actions || !endsByHand(kind)) return over ?? 'Not yet'
        return over ? (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {over}
            <Form action={actions.reopen} submit="Open again" variant="secondary">
              <input type="hidden" name="id" value={id} />
            </Form>
          </div>
        ) : (
          <Form action={actions.end} submit="It is over" variant="secondary">
            <input type="hidden" name="id" value={id} />
          </Form>
        )
      },
    }),
    column.accessor('seenAt', {
      header: 'Looked after',
      cell: ({ row: { original } }) => {
        if (original.seenAt) return original.seenByName ?? 'By somebody'
        if (original.clearedAt || !actions) return '–'
        return (
          <Form action={actions.takeOn} submit="Take it on" variant="secondary">
            <input type="hidden" name="id" value={original.id} />
          </Form>
        )
      },
    }),
  ])

type Props = {
  rows: AlertRow[]
  next: string | null
  empty: ReactNode
  root: string
  timezone: string
  /** Null for who may only look. */
  actions: Actions | null
}

/** Open alerts, or those that are over. */
export function AlertsTable({ rows, next, empty, root, timezone, actions }: Props) {
  const columns = useMemo(() => columnsFrom(root, timezone, actions), [root, timezone, actions])
  return (
    <DataTable
      label="Alerts"
      columns={columns}
      rows={rows}
      next={next}
      filters={[
        { name: 'state', label: 'State', options: [{ value: 'over', label: 'Over' }] },
        {
          name: 'kind',
          label: 'Kind',
          options: Object.entries(alertKinds).map(([value, { label }]) => ({ value, label })),
        },
      ]}
      empty={empty}
    />
  )
}
